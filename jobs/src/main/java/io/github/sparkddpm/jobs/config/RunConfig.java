package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.data.NetworkImages;
import io.github.sparkddpm.spark.prepare.PreparationPlan;
import java.util.function.UnaryOperator;

/**
 * Everything that decides what a run does.
 *
 * @param seed seed of every random draw; any value
 * @param output the run's folder
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

  public RunConfig {
    require(!output.isBlank(), "output", output, "a path");
    sampling.requireSpaced(diffusion.timesteps());
    require(
        training.gridEvery() == 0 || training.gridSteps() <= diffusion.timesteps(),
        "training.grid-steps",
        training.gridSteps(),
        "at most diffusion.timesteps (%s)".formatted(diffusion.timesteps()));
  }

  /** The shape of one image, as the network takes it. */
  public ImageShape imageShape() {
    return NetworkImages.shape(network);
  }

  /** Returns the plan by which {@code prepare} treats the images. */
  public PreparationPlan preparation() {
    ImageFitter fitter = new ImageFitter(imageShape());
    return new PreparationPlan(
        new ImageDecoder(fitter, prepare.background(), prepare.maxPixels()),
        prepare.seed(),
        data.shards(),
        prepare.maxQuarantinedShare(),
        prepare.tasks());
  }

  /** The same run with every path replaced, such as by its fully qualified form. */
  public RunConfig withPaths(UnaryOperator<String> path) {
    return new RunConfig(
        seed,
        path.apply(output),
        data.withPaths(path),
        prepare,
        network,
        engine,
        diffusion,
        training,
        sampling.withPaths(path),
        evaluate.withPaths(path),
        export.withPaths(path),
        bench,
        s3,
        mlflow);
  }

  /**
   * The configuration as JSON with the keys of {@code reference.conf}, logins and tokens masked
   * wherever they are.
   */
  public JsonNode toJson() {
    return Secrets.maskTexts(ConfigBinder.MAPPER.valueToTree(this));
  }
}
