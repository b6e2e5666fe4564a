package io.github.sparkddpm.spark.weights;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * A run as those see it who use its averaged parameters.
 *
 * @param folder the run's
 * @param layout of the parameters
 */
record TrainedRun(RunFolder folder, ParameterLayout layout) {

  /** Refuses a checkpoint of something else. */
  @FunctionalInterface
  interface Check {
    void require(Manifest manifest) throws IOException;
  }

  /** Returns whether the folder is none of a run that has begun. */
  boolean isEmpty() throws IOException {
    return folder.files().read(RunFolder.RECORD).isEmpty()
        && folder.checkpoints().steps().isEmpty();
  }

  /**
   * Finds a checkpoint.
   *
   * @param step its step; empty for the newest good one
   * @throws NoCheckpointException if the run has none, or not that one
   */
  Weights find(OptionalLong step, Check same) throws IOException {
    return step.isPresent() ? ofStep(step.getAsLong(), same) : newest(same);
  }

  private Weights newest(Check same) throws IOException {
    CheckpointStore store = folder.checkpoints();
    // Before the weights: of another network they would not even have the right length.
    same.require(
        store
            .newest(CheckpointFormat::readManifest)
            .orElseThrow(
                () ->
                    new NoCheckpointException(
                        "No checkpoint of a run in %s: train it first, or correct the output folder"
                            .formatted(folder.path())))
            .content());
    return store.newest(this::readable).orElseThrow().content();
  }

  private Weights ofStep(long step, Check same) throws IOException {
    CheckpointStore store = folder.checkpoints();
    List<Long> steps = store.steps();
    if (!steps.contains(step)) {
      throw new NoCheckpointException(
          "No checkpoint of step %s in %s: set sampling.checkpoint to one of %s, or to 0 for the newest"
              .formatted(step, folder.path(), steps));
    }
    same.require(store.manifest(step));
    return readable(store.folder(step));
  }

  private Weights readable(Folder checkpoint) throws IOException {
    long step = CheckpointFormat.readManifest(checkpoint).step();
    return new Weights(checkpoint.location(), step, Weights.content(checkpoint, layout).sha256());
  }
}
