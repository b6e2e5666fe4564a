package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.host.HostMemory;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The 3x3 neighbourhood of every pixel as a row of a matrix, for images of few channels. A
 * convolution's gradients become thin matrix products. For one or three channels these are many
 * times faster than the general convolution.
 */
public final class Patches {

  private static final int KERNEL = 3;
  public static final int TAPS = KERNEL * KERNEL;

  private Patches() {}

  /**
   * Writes the patches; outside the image are zeros.
   *
   * @param images [B,C,H,W], channels-first
   * @param out [B H W, C 9], a column being (channel, kernel row, kernel column)
   */
  public static void of(INDArray images, INDArray out) {
    if (HostMemory.holds(images.dataType())) {
      onHost(images, out);
    } else {
      long[] s = images.shape();
      INDArray columns = Nd4j.create(images.dataType(), s[0], s[1], KERNEL, KERNEL, s[2], s[3]);
      Nd4j.exec(
          DynamicCustomOp.builder("im2col")
              .addInputs(images)
              .addOutputs(columns)
              .addIntegerArguments(KERNEL, KERNEL, 1, 1, 1, 1, 1, 1, 0)
              .addFloatingPointArguments(0.0)
              .build());
      out.assign(columns.permute(0, 4, 5, 1, 2, 3).reshape('c', out.shape()));
    }
  }

  private static void onHost(INDArray images, INDArray out) {
    FloatBuffer source = HostMemory.floats(images);
    FloatBuffer target = HostMemory.floats(out);
    int channels = (int) images.size(1);
    int height = (int) images.size(2);
    int width = (int) images.size(3);
    int size = channels * height * width;
    HostMemory.forEach(
        images.size(0),
        image -> {
          float[] in = new float[size];
          float[] patches = new float[size * TAPS];
          source.get(image * size, in);
          for (int plane = 0; plane < channels; plane++) {
            for (int tap = 0; tap < TAPS; tap++) {
              int column = plane * TAPS + tap;
              shift(in, plane, height, width, tap, patches, column, channels * TAPS);
            }
          }
          target.put(image * size * TAPS, patches);
        });
  }

  /** Writes one column of an image's patches: a plane moved by a tap's distance from the center. */
  private static void shift(
      float[] in, int plane, int height, int width, int tap, float[] out, int column, int columns) {
    int down = tap / KERNEL - 1;
    int right = tap % KERNEL - 1;
    for (int y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
      int from = (plane * height + y + down) * width + right;
      int to = y * width * columns + column;
      for (int x = Math.max(0, -right); x < Math.min(width, width - right); x++) {
        out[to + x * columns] = in[from + x];
      }
    }
  }
}
