package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.train.Checkpoints;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.TrainingEvent.Started;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.Finished;
import io.github.sparkddpm.spark.train.TrainingOutcome.NothingTrained;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rounds until the plan is done; metrics, the average and checkpoints between them. */
final class RoundLoop {

  private static final Logger LOG = LoggerFactory.getLogger(RoundLoop.class);

  private final TrainingPlan plan;
  private final DriverState state;
  private final Rounds rounds;
  private final Checkpoints checkpoints;
  private final RoundMetrics metrics;
  private long trained;

  RoundLoop(
      TrainingPlan plan, DriverState state, Rounds rounds, Checkpoints checkpoints, int workers) {
    this.plan = plan;
    this.state = state;
    this.rounds = rounds;
    this.checkpoints = checkpoints;
    this.metrics = new RoundMetrics(plan, workers);
  }

  /**
   * @param canRepeat whether a round that failed is worth another try
   */
  TrainingOutcome run(boolean canRepeat) throws IOException {
    checkpoints.newest().ifPresent(state::restore);
    long first = state.step();
    checkpoints.events().accept(new Started(first, plan.steps()));
    int repeats = canRepeat ? plan.combining().maxRestarts() : 0;
    while (state.step() < plan.steps()) {
      round(repeats);
    }
    return trained == 0 && first < plan.steps() ? new NothingTrained(first) : finished(first);
  }

  private void round(int repeats) throws IOException {
    long before = state.step();
    int steps = (int) Math.min(roundSteps(), plan.steps() - before);
    List<Trained> parts = train(before, steps, repeats);
    state.advance(steps);
    metrics.add(parts);
    trained += parts.stream().filter(part -> Double.isFinite(part.gradientNorm())).count();
    tell(before);
  }

  private int roundSteps() {
    TrainingPlan.Rounds config = plan.combining().rounds();
    return plan.combining().mode() == CombineMode.PARAMETER_AVERAGING
        ? config.averagingPeriod()
        : config.steps();
  }

  /** A round that failed has left no trace: it is begun again from the driver's parameters. */
  private List<Trained> train(long before, int steps, int repeats) {
    TrainingState start = state.state();
    for (int left = repeats; ; left--) {
      try {
        List<Trained> parts = rounds.train(before, steps).trained();
        requireMoved(start, parts);
        return parts;
      } catch (RoundFailedException e) {
        if (left == 0 || e.isFinal()) {
          throw e;
        }
        LOG.warn("Repeating steps {} to {}: {}", before + 1, before + steps, e.getMessage());
        state.restore(start);
      }
    }
  }

  /** A round that trained nothing must not look like one that did. */
  private void requireMoved(TrainingState start, List<Trained> parts) {
    double moved = state.network().parameters().distance2(start.parameters());
    boolean anyFinite = parts.stream().anyMatch(part -> Double.isFinite(part.gradientNorm()));
    if (anyFinite && !(moved > 0 && moved < Double.POSITIVE_INFINITY)) {
      throw new RoundFailedException(
          "%d parts of batches were trained, but the driver's parameters moved by %s"
              .formatted(parts.size(), moved),
          null);
    }
  }

  private void tell(long before) throws IOException {
    long done = state.step();
    boolean last = done == plan.steps();
    checkpoints
        .events()
        .accept(new Advanced(done, metrics.smoothedLoss(), metrics.imagesPerSecond()));
    if (last || crosses(before, done, plan.cadence().logEvery())) {
      checkpoints.events().accept(new Measured(metrics.take(done)));
    }
    // Having trained nothing, a run must not look finished when it is run again.
    if (trained > 0 && (last || crosses(before, done, plan.cadence().checkpointEvery()))) {
      checkpoints.save(state.state());
    }
  }

  private static boolean crosses(long before, long done, int every) {
    return before / every < done / every;
  }

  private Finished finished(long first) throws IOException {
    String path = checkpoints.requireSaved(state.state());
    return new Finished(first, state.step(), trained, state.distance(), path);
  }
}
