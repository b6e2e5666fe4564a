package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.prepare.PrepareConfig;
import io.github.sparkddpm.spark.sample.SamplingConfig;
import io.github.sparkddpm.spark.train.TrainingConfig;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Everything that decides what a run does.
 *
 * @param seed seed of every random draw; any value
 * @param output the run's folder
 * @param network which learns the variance if the diffusion says so
 */
public record RunConfig(
    long seed,
    String output,
    DataConfig data,
    PrepareConfig prepare,
    UNetConfig network,
    EngineConfig engine,
    DiffusionConfig diffusion,
    TrainingConfig training,
    SamplingConfig sampling,
    EvaluateConfig evaluate,
    ExportConfig export,
    BenchConfig bench,
    S3Config s3,
    MlflowConfig mlflow) {

  /** A path, unless it names a table, which may have a path in it. */
  private static final JsonPointer SOURCE = JsonPointer.compile("/data/source-images");

  /** The name of a table, which may be a folder. */
  private static final JsonPointer TABLE = JsonPointer.compile("/sampling/table");

  /** The keys of files and folders. */
  private static final List<JsonPointer> PATHS =
      Stream.of(
              "/output",
              "/data/source-labels",
              "/data/prepared",
              "/training/start-from",
              "/sampling/weights",
              "/sampling/output",
              "/evaluate/dataset",
              "/evaluate/samples",
              "/evaluate/features/model",
              "/evaluate/features/statistics",
              "/export/output")
          .map(JsonPointer::compile)
          .toList();

  public RunConfig {
    require(!output.isBlank(), "output", output, "a path");
    network = network.learningVariance(diffusion.variance() == Variance.LEARNED);
    sampling.method().requireSpaced(diffusion.timesteps());
    sampling.conditioning().requireFor(network);
    require(
        network.classes() == 0
            || sampling.conditioning().guidance() == 1
            || training.labelDropout() > 0,
        "sampling.guidance",
        sampling.conditioning().guidance(),
        "1 with training.label-dropout = 0, by which the network does not learn to do without a class");
    training.intervals().grids().requireFew(diffusion.timesteps());
    training.judging().requireFew(diffusion.timesteps());
    require(
        !training.judging().judgesSamples() || !evaluate.features().model().isEmpty(),
        "training.judge-every",
        training.judging().judgeEvery(),
        "0 (never), unless evaluate.features.model names a model to compare samples by");
  }

  /** The same run with every path replaced, such as by its fully qualified form. */
  public RunConfig withPaths(UnaryOperator<String> path) {
    ObjectNode keys = ConfigBinder.MAPPER.valueToTree(this);
    PATHS.forEach(key -> replace(keys, key, path));
    replace(keys, SOURCE, any -> data.source().withPath(path));
    replace(keys, TABLE, any -> sampling.tableAt(path));
    return ConfigBinder.bind(keys);
  }

  private static void replace(ObjectNode keys, JsonPointer key, UnaryOperator<String> path) {
    String found = keys.at(key).textValue();
    if (!found.isEmpty()) { // An empty path means none.
      ((ObjectNode) keys.at(key.head())).put(key.last().getMatchingProperty(), path.apply(found));
    }
  }

  /**
   * The configuration as JSON with the keys of {@code reference.conf}, logins and tokens masked
   * wherever they are.
   */
  public JsonNode toJson() {
    return Secrets.maskTexts(ConfigBinder.MAPPER.valueToTree(this));
  }
}
