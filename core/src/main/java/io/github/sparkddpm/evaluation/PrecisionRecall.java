package io.github.sparkddpm.evaluation;

import java.util.Arrays;

/**
 * Improved precision and recall (Kynkaanniemi et al. 2019, equations 1 and 2). The manifold of a
 * set of vectors is the union of balls around them: that of a vector reaches to its {@value
 * #NEIGHBOURS}rd nearest neighbour in the set.
 *
 * <p>Balls shrink as vectors get more, so that only values of equal counts can be compared.
 *
 * @param precision the share of generated vectors inside the manifold of the real ones, in [0, 1]:
 *     whether images look real
 * @param recall the share of real vectors inside the manifold of the generated ones, in [0, 1]:
 *     whether images are as varied as real ones
 */
public record PrecisionRecall(double precision, double recall) {

  /** The neighbour that a ball reaches to, k in the paper. */
  public static final int NEIGHBOURS = 3;

  /** The least number of vectors of each kind. */
  public static final int LEAST = NEIGHBOURS + 1;

  /**
   * Returns both.
   *
   * @param generated n feature vectors of length d
   * @param real m feature vectors of length d
   * @throws IllegalArgumentException if one of them has fewer than {@value #LEAST} vectors
   */
  public static PrecisionRecall of(float[][] generated, float[][] real) {
    if (Math.min(generated.length, real.length) < LEAST) {
      throw new IllegalArgumentException(
          "Precision and recall need at least %s images of each kind, got %s and %s"
              .formatted(LEAST, generated.length, real.length));
    }
    double[] aroundReal = squaredRadii(real);
    double[] aroundGenerated = squaredRadii(generated);
    boolean[] precise = new boolean[generated.length];
    boolean[] recalled = new boolean[real.length];
    new PairwiseDistances(generated, real)
        .forEachRow(
            (i, distances) -> {
              for (int j = 0; j < distances.length; j++) {
                precise[i] |= distances[j] <= aroundReal[j];
                recalled[j] |= distances[j] <= aroundGenerated[i];
              }
            });
    return new PrecisionRecall(share(precise), share(recalled));
  }

  /** Returns the squared distance of each vector from its k-th nearest among the others. */
  private static double[] squaredRadii(float[][] vectors) {
    double[] radii = new double[vectors.length];
    double[] nearest = new double[NEIGHBOURS];
    new PairwiseDistances(vectors, vectors)
        .forEachRow(
            (i, distances) -> {
              Arrays.fill(nearest, Double.POSITIVE_INFINITY);
              for (int j = 0; j < distances.length; j++) {
                if (j != i) {
                  insert(distances[j], nearest);
                }
              }
              radii[i] = nearest[NEIGHBOURS - 1];
            });
    return radii;
  }

  /** Puts a distance among the least ones, which are sorted, if it is one of them. */
  private static void insert(double distance, double[] least) {
    int place = least.length;
    while (place > 0 && distance < least[place - 1]) {
      place--;
      if (place + 1 < least.length) {
        least[place + 1] = least[place];
      }
    }
    if (place < least.length) {
      least[place] = distance;
    }
  }

  private static double share(boolean[] inside) {
    int count = 0;
    for (boolean each : inside) {
      count += each ? 1 : 0;
    }
    return (double) count / inside.length;
  }
}
