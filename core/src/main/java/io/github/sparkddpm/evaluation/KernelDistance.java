package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.io.Serializable;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The kernel distance, KID (Binkowski et al. 2018): the unbiased estimate of the squared maximum
 * mean discrepancy with the kernel (x.y / d + 1)^3, over random subsets. Unlike the Frechet
 * distance it does not shrink with the number of images; that of equal distributions is 0 on
 * average, and so may be negative.
 *
 * @param noise of the subsets
 * @param subsets how many, at least 1
 * @param subsetSize images of a subset, at least 2; at most half of the smaller set is taken, so
 *     that the subsets differ
 */
public record KernelDistance(NoiseStream noise, int subsets, int subsetSize)
    implements Serializable {

  /** The least number of images of each kind. */
  public static final int LEAST = 4;

  /**
   * Returns the estimates of all subsets; their mean is the distance.
   *
   * @param one n feature vectors of length d
   * @param other m feature vectors of length d
   * @throws IllegalArgumentException if one of them has fewer than {@value #LEAST} vectors
   */
  public Moments between(float[][] one, float[][] other) {
    int fewer = Math.min(one.length, other.length);
    if (fewer < LEAST) {
      throw new IllegalArgumentException(
          "The kernel distance needs at least %s images of each kind, got %s and %s"
              .formatted(LEAST, one.length, other.length));
    }
    int size = Math.min(subsetSize, fewer / 2);
    INDArray x = matrix(one);
    INDArray y = matrix(other);
    Moments estimates = Moments.NONE;
    for (int i = 0; i < subsets; i++) {
      estimates = estimates.plus(unbiased(subset(x, size, i, 0), subset(y, size, i, 1)));
    }
    return estimates;
  }

  /**
   * Returns the unbiased estimate from all of two equally large samples.
   *
   * @param one n feature vectors of length d, at least 2
   * @param other n feature vectors of length d
   */
  public static double ofAll(float[][] one, float[][] other) {
    return unbiased(matrix(one), matrix(other));
  }

  /**
   * Returns the unbiased estimate from two equally large samples.
   *
   * @param x [n, d], double
   * @param y [n, d], double
   */
  static double unbiased(INDArray x, INDArray y) {
    double n = x.size(0);
    INDArray xx = kernel(x, x);
    INDArray yy = kernel(y, y);
    double within = (offDiagonal(xx) + offDiagonal(yy)) / (n * (n - 1));
    return within - 2 * kernel(x, y).sumNumber().doubleValue() / (n * n);
  }

  private static INDArray matrix(float[][] vectors) {
    return Nd4j.create(vectors).castTo(DataType.DOUBLE);
  }

  private static INDArray kernel(INDArray x, INDArray y) {
    INDArray product = x.mmul(y.transpose()).divi(x.size(1)).addi(1);
    return product.mul(product).muli(product);
  }

  private static double offDiagonal(INDArray kernel) {
    return kernel.sumNumber().doubleValue() - Nd4j.diag(kernel).sumNumber().doubleValue();
  }

  private INDArray subset(INDArray vectors, int size, int subset, int side) {
    int[] rows =
        new PermutationSampler(
                noise.generator(Purpose.EVALUATION_SUBSET, subset, side),
                (int) vectors.size(0),
                size)
            .sample();
    return vectors.getRows(rows);
  }
}
