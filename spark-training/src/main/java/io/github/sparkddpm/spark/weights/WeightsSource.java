package io.github.sparkddpm.spark.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.checkpoint.Averages;
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
import io.github.sparkddpm.spark.weights.CheckpointChoice.Kind;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A place where weights may be.
 *
 * @param folder qualified path of a run, of one of its checkpoints, or of a pipeline of diffusers
 * @param choice of a run's checkpoint
 * @param average which of its parameters
 * @param own whether the folder is the caller's own run, and nothing else will do
 */
public record WeightsSource(
    String folder, CheckpointChoice choice, AverageChoice average, boolean own) {

  /** Returns the source for the averaged weights of the caller's own run. */
  public static WeightsSource ofRun(String folder, CheckpointChoice choice) {
    return new WeightsSource(folder, choice, AverageChoice.OF_THE_BEST, true);
  }

  /** Returns the source for the averaged weights that a folder has, whatever it is. */
  public static WeightsSource in(String folder, CheckpointChoice choice) {
    return new WeightsSource(folder, choice, AverageChoice.OF_THE_BEST, false);
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
      if (!average.isOfPipeline()) {
        throw new NoCheckpointException(
            "The pipeline in %s has one set of weights, not %s: set sampling.average to auto"
                .formatted(folder, average.name()));
      }
      return ofPipeline(files, network, config, decisive);
    }
    if (!own && CheckpointFormat.exists(files)) {
      Manifest manifest = CheckpointFormat.readManifest(files);
      requireStep(manifest.step());
      requireSame(manifest.config(), config, decisive);
      AverageChoice.requireIn(manifest, average.of(Averages.EMA), files.location());
      return found(files, manifest.step(), network);
    }
    TrainedRun run = new TrainedRun(new RunFolder(path, hadoop), ParameterLayout.of(network));
    if (!own && run.isEmpty()) {
      throw new NoCheckpointException(
          "No weights in %s: expected the folder of a run, of one of its checkpoints, or of a pipeline of diffusers (%s)"
              .formatted(folder, PipelineFolder.INDEX));
    }
    return run.find(choice, average, manifest -> requireSame(manifest.config(), config, decisive));
  }

  private Weights ofPipeline(
      HadoopFolder files, UNetConfig network, JsonNode config, Predicate<String> decisive)
      throws IOException {
    Pipeline pipeline = new PipelineFolder(files).read();
    PipelineKeys keys = new PipelineKeys(pipeline);
    requireSame(keys.config(network), config, key -> keys.has(key) && decisive.test(key));
    return found(files, 0, network);
  }

  private Weights found(HadoopFolder files, long step, UNetConfig network) throws IOException {
    String chosen = average.of(Averages.EMA);
    String sha256 = Weights.content(files, chosen, ParameterLayout.of(network)).sha256();
    return new Weights(files.location(), step, chosen, sha256);
  }

  private void requireStep(long only) throws NoCheckpointException {
    boolean fits =
        choice.kind() == Kind.NEWEST || (choice.kind() == Kind.STEP && choice.step() == only);
    if (!fits) {
      throw new NoCheckpointException(
          "No checkpoint %s in %s, which is not a run's folder: set sampling.checkpoint to 0"
              .formatted(choice, folder));
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
