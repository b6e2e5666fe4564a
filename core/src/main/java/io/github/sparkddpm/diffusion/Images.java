package io.github.sparkddpm.diffusion;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arithmetic on a batch of images, [B,C,H,W] seen as [B, C*H*W], with one number an image. */
final class Images {

  private Images() {}

  /** Returns the images as rows, [B, C*H*W]: a view where the memory allows one. */
  static INDArray rows(INDArray images) {
    return images.reshape('c', images.size(0), -1);
  }

  /**
   * Computes a(t_b) x_b + c(t_b) y_b for every image b.
   *
   * @return a new array [B,C,H,W] of the type of x
   */
  static INDArray combine(
      int[] timesteps, IntToDoubleFunction a, INDArray x, IntToDoubleFunction c, INDArray y) {
    requireOnePerImage(timesteps, x);
    INDArray result = rows(x).mul(column(timesteps, a, x.dataType()));
    result.addi(rows(y).mul(column(timesteps, c, x.dataType())));
    return result.reshape('c', x.shape());
  }

  /** Returns a copy of what belongs to some of the images, from the first on; [B,..] to [b,..]. */
  static INDArray part(INDArray all, int first, int count) {
    return all.get(NDArrayIndex.interval(first, first + count)).dup('c');
  }

  /** Returns the values f(t_b), [B], double. */
  static INDArray perImage(int[] timesteps, IntToDoubleFunction f) {
    return Nd4j.createFromArray(Arrays.stream(timesteps).mapToDouble(f).toArray());
  }

  /**
   * Returns the mean over each image's dimensions of (x - y)^2, length B. Sums are in double,
   * because ND4J's float sums of many values lose digits.
   */
  static double[] meanSquaredDistance(INDArray x, INDArray y) {
    INDArray difference = rows(x).sub(rows(y)).castTo(DataType.DOUBLE);
    return difference.muli(difference).mean(1).toDoubleVector();
  }

  private static INDArray column(int[] timesteps, IntToDoubleFunction f, DataType type) {
    return perImage(timesteps, f).castTo(type).reshape(timesteps.length, 1);
  }

  private static void requireOnePerImage(int[] timesteps, INDArray images) {
    if (images.rank() != 4 || images.size(0) != timesteps.length) {
      throw new IllegalArgumentException(
          "Expected one timestep an image, got %s timesteps for images of shape %s"
              .formatted(timesteps.length, Arrays.toString(images.shape())));
    }
  }
}
