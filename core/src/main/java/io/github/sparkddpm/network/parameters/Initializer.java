package io.github.sparkddpm.network.parameters;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** The initialization of a learned tensor. */
public sealed interface Initializer {

  /** Variance scaling over the mean of both fans, as in the DDPM reference code. */
  Initializer DEFAULT = new FanAverageUniform(1);

  /** Nearly zero, so that a residual branch that ends in such a tensor starts as the identity. */
  Initializer NEAR_ZERO = new FanAverageUniform(1e-10);

  /** Standard normal, as torch starts embeddings. */
  Initializer NORMAL = new Normal();

  /**
   * Returns the starting values.
   *
   * @param shape the tensor's shape; the first two dimensions are [out, in]
   * @param random a generator of the tensor's own
   */
  float[] values(List<Long> shape, UniformRandomProvider random);

  /** The same number for every value. */
  record Constant(double value) implements Initializer {

    @Override
    public float[] values(List<Long> shape, UniformRandomProvider random) {
      float[] values = new float[length(shape)];
      Arrays.fill(values, (float) value);
      return values;
    }
  }

  /** Normal with mean 0 and variance 1. */
  record Normal() implements Initializer {

    @Override
    public float[] values(List<Long> shape, UniformRandomProvider random) {
      ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
      float[] values = new float[length(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) gaussian.sample();
      }
      return values;
    }
  }

  /**
   * Uniform with variance {@code scale / ((fanIn + fanOut) / 2)}.
   *
   * @param scale positive
   */
  record FanAverageUniform(double scale) implements Initializer {

    @Override
    public float[] values(List<Long> shape, UniformRandomProvider random) {
      long receptiveField = shape.stream().skip(2).reduce(1L, (a, b) -> a * b);
      double fanAverage = (shape.get(0) + shape.get(1)) * receptiveField / 2.0;
      double limit = Math.sqrt(3 * scale / fanAverage);
      float[] values = new float[length(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
      }
      return values;
    }
  }

  private static int length(List<Long> shape) {
    return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
  }
}
