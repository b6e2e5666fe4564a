package io.github.sparkddpm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.display.SamplingDisplay;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.jobs.session.SessionSettings;
import io.github.sparkddpm.spark.sample.DistributedSampler;
import io.github.sparkddpm.spark.sample.SamplingPlan;
import io.github.sparkddpm.spark.sample.SamplingRequest;
import io.github.sparkddpm.spark.sample.SamplingResult;
import io.github.sparkddpm.spark.sample.table.SampleTable;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Draws images from a trained model. */
@Command(
    name = "sample",
    description = {
      "Draws sampling.images images with the averaged parameters of the newest checkpoint in the",
      "folder output, that of sampling.checkpoint, or other weights (sampling.weights), into the",
      "folder sampling.output: PNG files, Parquet or one .npz (sampling.format), or into the table",
      "sampling.table. An image depends on the weights, the seed and its id",
      "alone. The same command draws only what is missing. A folder holds images of one seed,",
      "checkpoint and sampler: a call with others is refused."
    },
    footer = {
      "  spark-ddpm sample --config conf/digits.conf",
      "  spark-ddpm sample --config conf/digits.conf sampling.sampler=dpm-solver++ \\",
      "    sampling.eta=1 sampling.steps=20",
      "  spark-ddpm sample --config conf/digits.conf sampling.first-id=64",
      "  spark-ddpm sample --config conf/cifar10.conf --master spark://host:7077 \\",
      "    sampling.images=50000 sampling.format=npz sampling.output=s3a://bucket/cifar10-50k",
      "  spark-ddpm sample --config conf/cifar10.conf sampling.format=table sampling.table=db.samples"
    })
final class SampleJob extends JobCommand {

  private static final Logger LOG = LoggerFactory.getLogger(SampleJob.class);

  /** The timesteps above which visiting all of them is worth a word. */
  private static final int MANY_STEPS = 100;

  private static final int FEW_STEPS = 20;

  @Override
  protected String kept() {
    return "the images recorded so far are kept, and the same command draws the rest";
  }

  @Override
  protected List<String> plan(RunConfig config, Configuration hadoop) throws IOException {
    if (config.sampling().intoTable().isEmpty()) {
      return List.of();
    }
    try (SparkSession spark = SessionSettings.onDriver("spark-ddpm sample --dry-run")) {
      S3Properties.set(config.s3(), spark.sparkContext().hadoopConfiguration());
      SampleTable table = request(config, spark).table(spark).orElseThrow();
      table.requireUsable();
      return List.of("# " + table.plan());
    }
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    config.diffusion().diffusion().warning().ifPresent(LOG::warn);
    return draw(config, spark);
  }

  /** Draws images for a verb that has trained with this diffusion before and so warned of it. */
  static List<String> draw(RunConfig config, SparkSession spark) throws IOException {
    offerFewerSteps(config);
    try (SamplingDisplay display = new SamplingDisplay()) {
      SamplingResult done =
          new DistributedSampler(spark, display).sample(request(config, spark), decisive(config));
      LOG.info(
          "Drew {} images with the weights of step {}; {} were there before",
          done.drawn(),
          done.checkpoint(),
          config.sampling().images() - done.drawn());
      config
          .sampling()
          .intoTable()
          .ifPresent(table -> LOG.info("The images are rows of {}: {}", table, table.reading()));
      return done.paths();
    }
  }

  /** Finds the weights that images would be drawn with. */
  static Weights weights(RunConfig config, Configuration hadoop) throws IOException {
    return config
        .sampling()
        .source(config.output())
        .find(config.network(), config.toJson(), decisive(config), hadoop);
  }

  /** Returns all settings that images depend on besides their ids. */
  static JsonNode settings(RunConfig config, Weights weights, SparkSession spark) {
    return request(config, spark).settings(weights);
  }

  /** Returns the keys that decide: guidance needs a network that learned to do without classes. */
  private static Predicate<String> decisive(RunConfig config) {
    boolean guided = config.sampling().conditioning().guidance() != 1;
    return key -> DecisiveKeys.forSampling(key) || (guided && key.equals("training.label-dropout"));
  }

  private static void offerFewerSteps(RunConfig config) {
    int timesteps = config.diffusion().timesteps();
    int steps = config.sampling().method().steps();
    if (timesteps > MANY_STEPS && (steps == 0 || steps == timesteps)) {
      LOG.info(
          "All {} timesteps are visited; sampling.sampler=dpm-solver++ sampling.eta=1"
              + " sampling.steps={} takes a fraction of the time (docs/sampling.md compares them)",
          timesteps,
          FEW_STEPS);
    }
  }

  private static SamplingRequest request(RunConfig config, SparkSession spark) {
    SamplingPlan plan =
        new SamplingPlan(
            config.seed(),
            config.network(),
            config.diffusion().diffusion(),
            config.sampling(),
            config.training().threads(),
            config.engine());
    return new SamplingRequest(
        plan, config.toJson(), config.output(), Version.all(spark.version()));
  }
}
