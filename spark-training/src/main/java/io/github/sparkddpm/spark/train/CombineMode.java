package io.github.sparkddpm.spark.train;

import java.util.Locale;

/** How the workers' gradients become one network. */
public enum CombineMode {
  /** The exact gradient of the whole batch, summed over all workers in every step. */
  ALL_REDUCE,
  /** Every worker trains by itself for a while, then parameters and updater state are averaged. */
  PARAMETER_AVERAGING,
  /** Workers send each other what is large enough of their updates, and apply what arrives. */
  SHARED_GRADIENTS;

  /** As the configuration has it: {@code all-reduce}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
