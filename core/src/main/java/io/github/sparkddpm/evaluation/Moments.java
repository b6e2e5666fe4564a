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

  /** The moments of no numbers. */
  public static final Moments NONE = new Moments(0, 0, 0);

  /** Returns the moments of these numbers, added in their order. */
  public static Moments of(double... values) {
    Moments moments = NONE;
    for (double value : values) {
      moments = moments.plus(value);
    }
    return moments;
  }

  /** Returns the moments with one number more. */
  public Moments plus(double value) {
    return merge(new Moments(1, value, 0));
  }

  /** Returns the moments of both sets of numbers together. */
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

  /** Returns the sample's standard deviation; NaN for fewer than two numbers. */
  public double standardDeviation() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
  }

  /** Returns the standard error of the mean; NaN for fewer than two numbers. */
  public double standardError() {
    return standardDeviation() / Math.sqrt((double) count);
  }
}
