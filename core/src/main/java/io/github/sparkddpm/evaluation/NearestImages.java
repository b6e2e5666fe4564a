package io.github.sparkddpm.evaluation;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The nearest of the images seen so far for each of some query images, in pixels or in features.
 * Not thread-safe.
 */
public final class NearestImages implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int[] positions;
  private final double[] squaredDistances;

  private NearestImages(int[] positions, double[] squaredDistances) {
    this.positions = positions;
    this.squaredDistances = squaredDistances;
  }

  /** Creates a search of so many queries, none of which has seen an image. */
  public NearestImages(int queries) {
    this(new int[queries], new double[queries]);
    Arrays.fill(squaredDistances, Double.POSITIVE_INFINITY);
  }

  /**
   * Shows an image to a query. The query keeps it if it is nearer than all it has seen, or as near
   * and at a lower position.
   */
  public void offer(int query, int position, double squaredDistance) {
    int order = Double.compare(squaredDistance, squaredDistances[query]);
    if (order < 0 || (order == 0 && position < positions[query])) {
      positions[query] = position;
      squaredDistances[query] = squaredDistance;
    }
  }

  /** Returns a new search that has seen all images of both. */
  public NearestImages merge(NearestImages other) {
    NearestImages merged = new NearestImages(positions.clone(), squaredDistances.clone());
    for (int query = 0; query < positions.length; query++) {
      merged.offer(query, other.positions[query], other.squaredDistances[query]);
    }
    return merged;
  }

  /** Returns the position of the image nearest to a query. */
  public int position(int query) {
    return positions[query];
  }

  /**
   * Returns the sum of the squared differences between a query and its nearest image. It is
   * infinite if the query has seen no image.
   */
  public double squaredDistance(int query) {
    return squaredDistances[query];
  }

  /** Returns the exact squared distance of two images' bytes, which are unsigned. */
  public static double squaredDistance(byte[] one, int from, byte[] other, int to, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      int difference = (one[from + i] & 0xFF) - (other[to + i] & 0xFF);
      sum += (long) difference * difference;
    }
    return sum;
  }

  /** Returns the squared distance of two feature vectors. */
  public static double squaredDistance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = (double) one[i] - other[i];
      sum += difference * difference;
    }
    return sum;
  }
}
