package io.github.sparkddpm.spark.train.events;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;

/** Mean losses of images by the quarter of 1..T that their timestep is in. */
final class LossQuarters {

  static final int COUNT = 4;

  private final int timesteps;
  private final List<DoubleSummaryStatistics> quarters =
      Stream.generate(DoubleSummaryStatistics::new).limit(COUNT).toList();

  /**
   * Creates means of nothing.
   *
   * @param timesteps T
   */
  LossQuarters(int timesteps) {
    this.timesteps = timesteps;
  }

  /**
   * Adds the loss of an image.
   *
   * @param timestep zero-based
   */
  void add(int timestep, double loss) {
    quarters.get((int) ((long) timestep * COUNT / timesteps)).accept(loss);
  }

  /** Returns the means, from the least noise to the most; NaN for a quarter without images. */
  List<Double> means() {
    return quarters.stream().map(LossQuarters::mean).toList();
  }

  /** Returns the mean; NaN of nothing. */
  static double mean(DoubleSummaryStatistics values) {
    return values.getCount() == 0 ? Double.NaN : values.getAverage();
  }
}
