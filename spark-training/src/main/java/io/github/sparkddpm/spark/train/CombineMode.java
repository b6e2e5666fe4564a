package io.github.sparkddpm.spark.train;

import java.util.Locale;

/** A way to combine the workers' gradients into one network. */
public enum CombineMode {
  /** The exact gradient of the whole batch, summed over all workers in every step. */
  ALL_REDUCE,
  /** Every worker trains by itself for a while, then parameters and updater state are averaged. */
  PARAMETER_AVERAGING,
  /**
   * Workers send each other the parts of their updates that are large enough, and apply what
   * arrives.
   */
  SHARED_GRADIENTS;

  /** Returns the name in the configuration, such as {@code all-reduce}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
