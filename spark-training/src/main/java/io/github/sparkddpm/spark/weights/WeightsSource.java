package io.github.sparkddpm.spark.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.diffusers.Pipeline;
import io.github.sparkddpm.diffusers.PipelineFolder;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.storage.HadoopFolder;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunRecord;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A place where weights may be.
 *
 * @param folder qualified path of a run, of one of its checkpoints, or of a pipeline of diffusers
 * @param step of a run's checkpoint; empty for the newest good one
 * @param own whether the folder is the caller's own run, and nothing else will do
 */
public record WeightsSource(String folder, OptionalLong step, boolean own) {

  /** Returns the source for the weights of the caller's own run. */
  public static WeightsSource ofRun(String folder, OptionalLong step) {
    return new WeightsSource(folder, step, true);
  }

  /** Returns the source for the weights that a folder has, whatever it is. */
  public static WeightsSource in(String folder, OptionalLong step) {
    return new WeightsSource(folder, step, false);
  }

  /**
   * Finds the weights.
   *
   * @param network what they must be of
   * @param config the whole configuration of who asks
   * @param decisive which keys of it decide what the weights mean
   * @return the weights, which were read and are whole
   * @throws NoCheckpointException if there are none, or not those of that step
   * @throws OutputRefusedException if the caller's own run is of another network or diffusion
   * @throws UnusableWeightsException if other weights are, or cannot be used
   */
  public Weights find(
      UNetConfig network, JsonNode config, Predicate<String> decisive, Configuration hadoop)
      throws IOException {
    Path path = new Path(folder);
    HadoopFolder files = new HadoopFolder(path.getFileSystem(hadoop), path);
    if (!own && new PipelineFolder(files).exists()) {
      requireStep(0);
      return ofPipeline(files, network, config, decisive);
    }
    if (!own && CheckpointFormat.exists(files)) {
      Manifest manifest = CheckpointFormat.readManifest(files);
      requireStep(manifest.step());
      requireSame(manifest.config(), config, decisive);
      return found(files, manifest.step(), network);
    }
    TrainedRun run = new TrainedRun(new RunFolder(path, hadoop), ParameterLayout.of(network));
    if (!own && run.isEmpty()) {
      throw new NoCheckpointException(
          "No weights in %s: expected the folder of a run, of one of its checkpoints, or of a pipeline of diffusers (%s)"
              .formatted(folder, PipelineFolder.INDEX));
    }
    return run.find(step, manifest -> requireSame(manifest.config(), config, decisive));
  }

  private Weights ofPipeline(
      HadoopFolder files, UNetConfig network, JsonNode config, Predicate<String> decisive)
      throws IOException {
    Pipeline pipeline = new PipelineFolder(files).read();
    PipelineKeys keys = new PipelineKeys(pipeline);
    requireSame(keys.config(network), config, key -> keys.has(key) && decisive.test(key));
    return found(files, 0, network);
  }

  private static Weights found(HadoopFolder files, long step, UNetConfig network)
      throws IOException {
    String sha256 = Weights.content(files, ParameterLayout.of(network)).sha256();
    return new Weights(files.location(), step, sha256);
  }

  private void requireStep(long only) throws NoCheckpointException {
    if (step.isPresent() && step.getAsLong() != only) {
      throw new NoCheckpointException(
          "No checkpoint of step %s in %s, which is not a run's folder: set sampling.checkpoint to 0"
              .formatted(step.getAsLong(), folder));
    }
  }

  private void requireSame(JsonNode there, JsonNode here, Predicate<String> decisive)
      throws UnusableWeightsException {
    List<String> differences = RunRecord.differences(there, here, decisive);
    if (differences.isEmpty()) {
      return;
    }
    String list = String.join(", ", differences);
    if (own) {
      throw new OutputRefusedException(
          "The run in %s differs in %s: use its configuration, or name another output folder"
              .formatted(folder, list));
    }
    throw new UnusableWeightsException(
        "The weights in %s differ in %s: use their configuration, or name other weights"
            .formatted(folder, list));
  }
}
