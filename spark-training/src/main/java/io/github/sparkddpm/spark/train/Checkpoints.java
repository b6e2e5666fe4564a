package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.checkpoint.Checkpoint;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.train.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;

/** A run's checkpoints as its loop writes them. */
record Checkpoints(
    CheckpointStore store,
    ParameterLayout layout,
    RunRecord record,
    TrainingPlan.Cadence cadence,
    Sender<TrainingEvent> events) {

  /** Saves the state, deletes what is too old, and tells the driver. */
  void save(TrainingState state) throws IOException {
    store.save(layout, new Checkpoint(state, record.config(), record.provenance()));
    store.prune(state.step(), cadence.keepCheckpoints());
    events.send(new CheckpointSaved(state.step(), store.folder(state.step()).location()));
  }
}
