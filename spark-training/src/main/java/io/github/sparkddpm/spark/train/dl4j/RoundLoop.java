package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.train.Checkpoints;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.Restarts;
import io.github.sparkddpm.spark.train.StopRequest;
import io.github.sparkddpm.spark.train.TrainingOutcome;
import io.github.sparkddpm.spark.train.TrainingOutcome.Finished;
import io.github.sparkddpm.spark.train.TrainingOutcome.NothingTrained;
import io.github.sparkddpm.spark.train.TrainingOutcome.Paused;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Failed;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;

/**
 * The loop over rounds until the plan is done, with the moving average and checkpoints between
 * them.
 */
final class RoundLoop {

  private final TrainingPlan plan;
  private final DriverState state;
  private final Rounds rounds;
  private final Checkpoints checkpoints;
  private final RoundProgress progress;
  private final StopRequest stop;
  private final Restarts restarts;
  private long trained;

  RoundLoop(
      TrainingPlan plan,
      DriverState state,
      Rounds rounds,
      Checkpoints checkpoints,
      RoundProgress progress,
      StopRequest stop) {
    this.plan = plan;
    this.state = state;
    this.rounds = rounds;
    this.checkpoints = checkpoints;
    this.progress = progress;
    this.stop = stop;
    this.restarts = new Restarts(plan.training().combining().maxRestarts());
  }

  /**
   * Goes on from where the driver's state is.
   *
   * @param canRepeat whether a round that failed is worth another try
   */
  TrainingOutcome run(boolean canRepeat) throws IOException {
    long first = state.step();
    progress.begin(first);
    boolean last = first >= plan.training().steps() || stop.isMade();
    while (!last) {
      last = round(canRepeat);
    }
    if (state.step() < plan.training().steps()) {
      return new Paused(trained > 0 ? state.step() : first);
    }
    return trained == 0 && first < plan.training().steps()
        ? new NothingTrained(first)
        : finished(first);
  }

  /** Returns whether it was the last one, for now. */
  private boolean round(boolean canRepeat) throws IOException {
    long before = state.step();
    int steps = (int) Math.min(roundSteps(), plan.training().steps() - before);
    trained += train(before, steps, canRepeat);
    state.advance(steps);
    long done = state.step();
    boolean last = done == plan.training().steps() || stop.isMade();
    if (last) {
      progress.end();
    }
    boolean due = last || crosses(before, done, plan.training().intervals().checkpointEvery());
    // Having trained nothing, a run must not look finished when it is run again.
    if (trained > 0 && due) {
      checkpoints.save(state.state());
    }
    return last;
  }

  private int roundSteps() {
    Combining.Rounds config = plan.training().combining().rounds();
    return plan.training().combining().combine() == CombineMode.PARAMETER_AVERAGING
        ? config.averagingPeriod()
        : config.roundSteps();
  }

  /**
   * Trains a round. A round that failed has left no trace, so it is begun again from the driver's
   * parameters.
   */
  private int train(long before, int steps, boolean canRepeat) {
    TrainingState start = state.state();
    restarts.beginning(before);
    while (true) {
      try {
        int finite = rounds.train(before, steps, progress::accept);
        requireMoved(start, finite);
        return finite;
      } catch (RoundFailedException e) {
        if (!canRepeat || e.isFinal() || stop.isMade()) {
          throw e;
        }
        restarts.failed(e.getMessage(), false, before);
        checkpoints.events().accept(new Failed(before, e.getMessage()));
        state.restore(start);
        progress.begin(before);
      }
    }
  }

  /**
   * Ensures that a round changed the parameters: one that trained nothing must not look like one
   * that did.
   */
  private void requireMoved(TrainingState start, int finite) {
    double moved = state.network().parameters().distance2(start.parameters());
    if (finite > 0 && !(moved > 0 && moved < Double.POSITIVE_INFINITY)) {
      throw new RoundFailedException(
          "%s steps had a finite gradient, but the driver's parameters moved by %s"
              .formatted(finite, moved),
          null);
    }
  }

  private static boolean crosses(long before, long done, int every) {
    return before / every < done / every;
  }

  private Finished finished(long first) throws IOException {
    String path = checkpoints.requireSaved(state.state());
    return new Finished(first, state.step(), trained, state.distance(), path, false);
  }
}
