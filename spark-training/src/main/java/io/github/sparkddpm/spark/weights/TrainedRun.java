package io.github.sparkddpm.spark.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A run as those see it who use its averaged parameters.
 *
 * @param folder the run's
 * @param network what the parameters are of
 */
public record TrainedRun(RunFolder folder, UNetConfig network) {

  /**
   * Finds a checkpoint.
   *
   * @param step its step; empty for the newest good one
   * @param config the whole configuration of who asks
   * @param decisive which keys of it decide what the weights mean
   * @return its manifest; its averaged parameters were read and are whole
   * @throws NoCheckpointException if the run has none, or not that one
   * @throws OutputRefusedException if it is of another network or diffusion
   */
  public Manifest find(OptionalLong step, JsonNode config, Predicate<String> decisive)
      throws IOException {
    return step.isPresent() ? ofStep(step.getAsLong(), config, decisive) : newest(config, decisive);
  }

  private Manifest newest(JsonNode config, Predicate<String> decisive) throws IOException {
    CheckpointStore store = folder.checkpoints();
    // Before the weights: of another network they would not even have the right length.
    requireSame(
        store
            .newest(CheckpointFormat::readManifest)
            .orElseThrow(
                () ->
                    new NoCheckpointException(
                        "No checkpoint of a run in %s: train it first, or correct the output folder"
                            .formatted(folder.path())))
            .content(),
        config,
        decisive);
    ParameterLayout layout = layout();
    return store.newest(checkpoint -> readable(checkpoint, layout)).orElseThrow().content();
  }

  private Manifest ofStep(long step, JsonNode config, Predicate<String> decisive)
      throws IOException {
    CheckpointStore store = folder.checkpoints();
    List<Long> steps = store.steps();
    if (!steps.contains(step)) {
      throw new NoCheckpointException(
          "No checkpoint of step %s in %s: set sampling.checkpoint to one of %s, or to 0 for the newest"
              .formatted(step, folder.path(), steps));
    }
    Folder checkpoint = store.folder(step);
    requireSame(store.manifest(step), config, decisive);
    return readable(checkpoint, layout());
  }

  private void requireSame(Manifest manifest, JsonNode config, Predicate<String> decisive) {
    List<String> differences = RunRecord.differences(manifest.config(), config, decisive);
    if (!differences.isEmpty()) {
      throw new OutputRefusedException(
          "The run in %s differs in %s: use its configuration, or name another output folder"
              .formatted(folder.path(), String.join(", ", differences)));
    }
  }

  private ParameterLayout layout() {
    return ParameterLayout.of(network);
  }

  private static Manifest readable(Folder checkpoint, ParameterLayout layout) throws IOException {
    CheckpointFormat.readEma(checkpoint, layout);
    return CheckpointFormat.readManifest(checkpoint);
  }

  /**
   * A network with the averaged parameters of a step's checkpoint, which the caller closes.
   *
   * @param engine what computes it
   */
  public UNet load(long step, Engine engine) throws IOException {
    INDArray parameters = CheckpointFormat.readEma(folder.checkpoints().folder(step), layout());
    UNet loaded = engine.network(network);
    loaded.load(parameters);
    return loaded;
  }
}
