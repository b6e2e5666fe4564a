package io.github.sparkddpm.jobs;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.config.SamplingConfig;
import io.github.sparkddpm.spark.sample.DistributedSampler;
import io.github.sparkddpm.spark.sample.Samples;
import io.github.sparkddpm.spark.sample.SamplingPlan;
import io.github.sparkddpm.spark.sample.SamplingProgress;
import io.github.sparkddpm.spark.sample.SamplingRequest;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Draws images from a trained model. */
@Command(
    name = "sample",
    description = {
      "Draws sampling.images images with the averaged parameters of the newest checkpoint in",
      "the folder output. An image depends on the seed and its id alone. The folder samples holds",
      "images of one seed, checkpoint and sampler, as its samples.json says: a second call with the",
      "same settings adds to it, one with others is refused until the folder is moved or deleted."
    },
    footer = {
      "  spark-ddpm sample --config conf/digits.conf",
      "  spark-ddpm sample --config conf/digits.conf sampling.sampler=ddim sampling.steps=50",
      "  spark-ddpm sample --config conf/digits.conf sampling.first-id=64"
    })
final class SampleJob extends JobCommand {

  private static final Logger LOG = LoggerFactory.getLogger(SampleJob.class);

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    config.diffusion().diffusion().schedule().warning().ifPresent(LOG::warn);
    return draw(config, spark);
  }

  /** The verb, for one that has trained with this diffusion before and so warned of it. */
  static List<String> draw(RunConfig config, SparkSession spark) throws IOException {
    RunFolder folder = new RunFolder(config.output(), spark.sparkContext().hadoopConfiguration());
    Samples samples = sample(request(config), spark);
    LOG.info(
        "Drew {} images with the weights of step {}",
        config.sampling().images(),
        samples.checkpoint());
    int columns = config.sampling().gridColumns();
    return List.of(
        folder.files().write("samples.png", ImageGrid.png(samples.grid(columns))).toString(),
        folder.files().write("denoising.png", ImageGrid.png(samples.denoising())).toString(),
        folder.samples().path().toString());
  }

  private static Samples sample(SamplingRequest request, SparkSession spark) throws IOException {
    long total = (long) request.images() * request.plan().stepsTaken();
    try (ProgressDisplay display = ProgressDisplay.open("Sampling", 0, total)) {
      long start = System.nanoTime();
      return new DistributedSampler(spark, progress -> show(display, progress, start))
          .sample(request, DecisiveKeys::forSampling);
    }
  }

  private static void show(ProgressDisplay display, SamplingProgress progress, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    display.advance(progress.done(), "%.1f image steps/s".formatted(progress.done() / seconds));
  }

  private static SamplingRequest request(RunConfig config) {
    SamplingConfig sampling = config.sampling();
    SamplingPlan plan =
        new SamplingPlan(
            config.seed(),
            config.network(),
            config.diffusion().diffusion(),
            sampling.sampler(),
            sampling.steps(),
            sampling.eta(),
            sampling.batchSize(),
            config.training().threads());
    return new SamplingRequest(
        plan,
        config.toJson(),
        config.output(),
        sampling.firstId(),
        sampling.images(),
        sampling.partitions(),
        Version.own());
  }
}
