package io.github.sparkddpm.spark.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * A run as those see it who use its averaged parameters.
 *
 * @param folder the run's
 */
public record TrainedRun(RunFolder folder) {

  /**
   * The newest good checkpoint.
   *
   * @param config the whole configuration of who asks
   * @param decisive which keys of it decide what the weights mean
   * @throws NoCheckpointException if the run has none
   * @throws OutputRefusedException if it is of another network or diffusion
   */
  public Manifest newest(JsonNode config, UNetConfig network, Predicate<String> decisive)
      throws IOException {
    CheckpointStore store = folder.checkpoints();
    // Before the weights: of another network they would not even have the right length.
    Manifest manifest =
        store
            .newest(CheckpointFormat::readManifest)
            .orElseThrow(
                () ->
                    new NoCheckpointException(
                        "No checkpoint of a run in %s: train it first, or correct the output folder"
                            .formatted(folder.path())))
            .content();
    List<String> differences = RunRecord.differences(manifest.config(), config, decisive);
    if (!differences.isEmpty()) {
      throw new OutputRefusedException(
          "The run in %s differs in %s: use its configuration, or name another output folder"
              .formatted(folder.path(), String.join(", ", differences)));
    }
    ParameterLayout layout = UNet.create(network, 0).layout();
    return store.newest(checkpoint -> readable(checkpoint, layout)).orElseThrow().content();
  }

  private static Manifest readable(Folder checkpoint, ParameterLayout layout) throws IOException {
    CheckpointFormat.readEma(checkpoint, layout);
    return CheckpointFormat.readManifest(checkpoint);
  }

  /**
   * The network with the averaged parameters of a checkpoint.
   *
   * @param step the checkpoint's
   */
  public UNet network(UNetConfig config, long step) throws IOException {
    UNet network = UNet.create(config, 0);
    network
        .parameters()
        .assign(CheckpointFormat.readEma(folder.checkpoints().folder(step), network.layout()));
    return network;
  }
}
