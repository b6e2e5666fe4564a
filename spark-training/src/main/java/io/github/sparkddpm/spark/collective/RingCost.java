package io.github.sparkddpm.spark.collective;

/**
 * The time of sums round a ring, by a model of two numbers.
 *
 * <p>A sum of b bytes over n members takes 2 (n - 1) turns. In each turn every member sends a
 * segment of b / n bytes and receives another one. A segment goes on while it comes in, so that a
 * turn takes the time that its bytes need on the wire or, if they are few, the time that one byte
 * needs from member to member: t = 2 (n - 1) max(b / (n B), L).
 *
 * @param hopSeconds L: the time from a message's sending to that of the next one which depends on
 *     it
 * @param bytesPerSecond B: what a member sends and, at the same time, receives and adds
 */
public record RingCost(double hopSeconds, double bytesPerSecond) {

  /**
   * Finds the numbers of a ring from two sums that were measured.
   *
   * @param members of the ring that was measured, at least 2
   * @param fewSeconds of a sum of a few bytes for each member
   * @param bytes so many that the wire limits their sum
   * @param seconds of that sum
   */
  public static RingCost measured(int members, double fewSeconds, long bytes, double seconds) {
    int turns = turns(members);
    return new RingCost(fewSeconds / turns, turns * (double) bytes / members / seconds);
  }

  private static int turns(int members) {
    return 2 * (members - 1);
  }

  /** Returns the seconds of a sum of so many bytes over so many members, at least 1. */
  public double seconds(int members, long bytes) {
    return turns(members) * Math.max((double) bytes / members / bytesPerSecond, hopSeconds);
  }

  /**
   * Returns how long a step must compute so that the sums leave a share of linear speed.
   *
   * @param share in (0, 1)
   */
  public double computingSeconds(int members, long bytes, double share) {
    return seconds(members, bytes) * share / (1 - share);
  }
}
