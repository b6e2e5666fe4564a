package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.RunRecord;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the checkpoint that a request's images are drawn from.
 *
 * @param decisive which keys of the configuration decide what the weights mean
 */
record SourceCheckpoint(RunFolder run, SamplingRequest request, Predicate<String> decisive) {

  /** The checkpoint's manifest; its averaged parameters were read and are whole. */
  Manifest find() throws IOException {
    return request.checkpoint().isPresent() ? ofStep(request.checkpoint().getAsLong()) : newest();
  }

  private Manifest newest() throws IOException {
    CheckpointStore store = run.checkpoints();
    // Before the weights: of another network they would not even have the right length.
    requireSameNetwork(
        store
            .newest(CheckpointFormat::readManifest)
            .orElseThrow(
                () ->
                    new NoCheckpointException(
                        "No checkpoint of a run in %s: train it first, or correct the output folder"
                            .formatted(run.path())))
            .content());
    ParameterLayout layout = layout();
    return store.newest(checkpoint -> readable(checkpoint, layout)).orElseThrow().content();
  }

  private Manifest ofStep(long step) throws IOException {
    CheckpointStore store = run.checkpoints();
    List<Long> steps = store.steps();
    if (!steps.contains(step)) {
      throw new NoCheckpointException(
          "No checkpoint of step %d in %s: set sampling.checkpoint to one of %s, or to 0 for the newest"
              .formatted(step, run.path(), steps));
    }
    Folder checkpoint = store.folder(step);
    requireSameNetwork(CheckpointFormat.readManifest(checkpoint));
    return readable(checkpoint, layout());
  }

  private void requireSameNetwork(Manifest manifest) {
    List<String> differences = RunRecord.differences(manifest.config(), request.config(), decisive);
    if (!differences.isEmpty()) {
      throw new OutputRefusedException(
          "The run in %s differs in %s: use its configuration, or name another output folder"
              .formatted(run.path(), String.join(", ", differences)));
    }
  }

  private ParameterLayout layout() {
    return UNet.create(request.plan().network(), 0).layout();
  }

  private static Manifest readable(Folder checkpoint, ParameterLayout layout) throws IOException {
    CheckpointFormat.readEma(checkpoint, layout);
    return CheckpointFormat.readManifest(checkpoint);
  }
}
