package io.github.sparkddpm.spark.train.events;

import java.util.ArrayDeque;
import java.util.Deque;

/** The mean loss over the last steps. */
final class LossWindow {

  static final int STEPS = 100;

  private final Deque<Double> losses = new ArrayDeque<>();

  void add(double loss) {
    if (losses.size() == STEPS) {
      losses.removeFirst();
    }
    losses.addLast(loss);
  }

  /** Returns the mean; NaN if nothing was added. */
  double mean() {
    return losses.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
