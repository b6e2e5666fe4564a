package io.github.sparkddpm.evaluation;

import java.io.Serializable;

/**
 * Count, mean and spread of numbers, by Chan, Golub and LeVeque 1979: no digits are lost where the
 * mean is far from 0.
 *
 * @param count how many, 0 or more
 * @param mean their mean; 0 of none
 * @param squares the sum of their squared distances from the mean
 */
public record Moments(long count, double mean, double squares) implements Serializable {

  /** Of no numbers. */
  public static final Moments NONE = new Moments(0, 0, 0);

  /** Of these numbers, in their order. */
  public static Moments of(double... values) {
    Moments moments = NONE;
    for (double value : values) {
      moments = moments.plus(value);
    }
    return moments;
  }

  /** With one number more. */
  public Moments plus(double value) {
    return merge(new Moments(1, value, 0));
  }

  /** Of both together. */
  public Moments merge(Moments other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long both = count + other.count;
    double distance = other.mean - mean;
    double weight = (double) other.count / both;
    return new Moments(
        both,
        mean + distance * weight,
        squares + other.squares + distance * distance * ((double) count * weight));
  }

  /** The sample's standard deviation; NaN of fewer than two. */
  public double standardDeviation() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
  }

  /** The standard error of the mean; NaN of fewer than two. */
  public double standardError() {
    return standardDeviation() / Math.sqrt((double) count);
  }
}
