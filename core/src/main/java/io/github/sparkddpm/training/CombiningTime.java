package io.github.sparkddpm.training;

/**
 * The wall-clock time of the sums over the replicas, in seconds. It is NaN where it is not
 * measured.
 *
 * @param own time of this replica, in this step: the sum, and the wait for slower replicas
 * @param summing time of the sum alone, in the step before: that of the replica which came last,
 *     and waited for nobody
 * @param waiting time that the replicas waited for that one in the step before, their mean
 */
public record CombiningTime(double own, double summing, double waiting) {

  /** The time of a way that does not measure it. */
  public static final CombiningTime UNKNOWN = new CombiningTime(Double.NaN, Double.NaN, Double.NaN);

  static final CombiningTime NONE = new CombiningTime(0, 0, 0);

  /**
   * Takes the times that all replicas told each other.
   *
   * @param own seconds of this replica, in this step
   * @param all has the seconds of every replica in the step before, by rank
   * @param first the position of the first replica's
   */
  static CombiningTime of(double own, float[] all, int first) {
    double least = Double.POSITIVE_INFINITY;
    double sum = 0;
    for (int i = first; i < all.length; i++) {
      least = Math.min(least, all[i]);
      sum += all[i];
    }
    return new CombiningTime(own, least, sum / (all.length - first) - least);
  }
}
