package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.RateSchedule;
import java.util.Objects;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The configuration's learning rate, as DL4J asks for it; it travels as JSON. */
final class ConfiguredRate implements ISchedule {

  private static final long serialVersionUID = 1L;

  @JsonProperty private final RateSchedule schedule;
  @JsonProperty private final double peak;
  @JsonProperty private final long warmupSteps;
  @JsonProperty private final long steps;

  ConfiguredRate(
      @JsonProperty("schedule") RateSchedule schedule,
      @JsonProperty("peak") double peak,
      @JsonProperty("warmupSteps") long warmupSteps,
      @JsonProperty("steps") long steps) {
    this.schedule = schedule;
    this.peak = peak;
    this.warmupSteps = warmupSteps;
    this.steps = steps;
  }

  /** Returns the optimizer's rate times a factor. */
  static ConfiguredRate of(OptimizerConfig optimizer, double scale) {
    return new ConfiguredRate(
        optimizer.rateSchedule(),
        optimizer.learningRate() * scale,
        optimizer.warmupSteps(),
        optimizer.steps());
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return schedule.rate(peak, warmupSteps, steps, iteration);
  }

  @Override
  public ISchedule clone() {
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfiguredRate rate
        && rate.schedule == schedule
        && rate.peak == peak
        && rate.warmupSteps == warmupSteps
        && rate.steps == steps;
  }

  @Override
  public int hashCode() {
    return Objects.hash(schedule, peak, warmupSteps, steps);
  }
}
