package io.github.sparkddpm.sampling;

import java.util.stream.LongStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The published ways to keep a predicted x_0 in the range of pixels, [-1,1]. */
public enum Clip {
  /** Leaves it as it is. */
  NONE,
  /** Cuts every value at -1 and 1 (Ho et al. 2020). */
  STATIC,
  /**
   * Cuts every value of an image at -s and s, and divides by s (Saharia et al. 2022, section 2.3).
   * There s is the image's 99.5th percentile of absolute values, and at least 1.
   */
  DYNAMIC;

  private static final double PERCENTILE = 99.5;

  /**
   * Brings the images into the range.
   *
   * @param x0 images [B,C,H,W], which may be modified
   * @return the images, in the same array or in a new one
   */
  INDArray apply(INDArray x0) {
    return switch (this) {
      case NONE -> x0;
      case STATIC -> Nd4j.math().clipByValue(x0, -1, 1);
      case DYNAMIC -> {
        LongStream.range(0, x0.size(0)).forEach(b -> rescale(x0.slice(b)));
        yield x0;
      }
    };
  }

  private static void rescale(INDArray image) {
    double[] magnitudes =
        Nd4j.math().abs(image.dup()).castTo(DataType.DOUBLE).ravel().toDoubleVector();
    double limit = Math.max(1, percentile().evaluate(magnitudes));
    image.assign(Nd4j.math().clipByValue(image, -limit, limit).divi(limit));
  }

  /** Returns the percentile as NumPy and PyTorch interpolate it. */
  private static Percentile percentile() {
    return new Percentile(PERCENTILE).withEstimationType(EstimationType.R_7);
  }
}
