package io.github.sparkddpm.evaluation;

/**
 * Moves and scales features, so that each has mean 0 and standard deviation 1 over the reference. A
 * feature that is constant there is moved only.
 *
 * <p>The kernel distance needs it if the length of vectors differs much between models: its kernel
 * grows with the sixth power of that length, and the noise of its estimate more than the distance.
 */
public final class FeatureScale {

  private final double[] mean;
  private final double[] deviation;

  private FeatureScale(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /** Returns the scale of a reference. */
  public static FeatureScale of(FeatureGaussian reference) {
    int d = reference.features();
    double[] deviation = new double[d];
    for (int i = 0; i < d; i++) {
      double found = Math.sqrt(reference.covariance()[i * d + i]);
      deviation[i] = found > 0 ? found : 1;
    }
    return new FeatureScale(reference.mean(), deviation);
  }

  /**
   * Returns scaled copies of vectors.
   *
   * @param vectors n vectors of length d
   */
  public float[][] apply(float[][] vectors) {
    float[][] scaled = new float[vectors.length][mean.length];
    for (int row = 0; row < vectors.length; row++) {
      for (int i = 0; i < mean.length; i++) {
        scaled[row][i] = (float) ((vectors[row][i] - mean[i]) / deviation[i]);
      }
    }
    return scaled;
  }
}
