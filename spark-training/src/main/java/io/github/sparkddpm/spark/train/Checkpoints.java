package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.checkpoint.Checkpoint;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.train.TrainingEvent.CheckpointDue;
import io.github.sparkddpm.spark.train.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.Hyperparameters;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;

/** A run's checkpoints as its loop writes them. */
record Checkpoints(
    CheckpointStore store, ParameterLayout layout, TrainingRun run, Sender<TrainingEvent> events) {

  /**
   * Saves the state, with the driver's consent, deletes what is too old, and tells the driver.
   *
   * @throws DivergedException if parameters are not finite: they must not push out good ones
   * @throws io.github.sparkddpm.spark.storage.OutputWriteException if it cannot be written
   * @throws IllegalStateException if the driver is gone or no longer holds the run's lock
   */
  void save(TrainingState state) throws IOException {
    if (!state.isFinite()) {
      throw new DivergedException(state.step());
    }
    events.send(new CheckpointDue(state.step()));
    store.save(layout, checkpoint(state));
    TrainingPlan.Cadence cadence = run.plan().cadence();
    store.prune(state.step(), cadence.keepCheckpoints(), cadence.keepEvery());
    events.send(new CheckpointSaved(state.step(), store.folder(state.step()).location()));
  }

  private Checkpoint checkpoint(TrainingState state) {
    return new Checkpoint(
        state,
        run.plan().order(run.dataset().count()).position(state.step()),
        Hyperparameters.of(run.plan().optimizer()),
        run.record().config(),
        run.record().provenance());
  }
}
