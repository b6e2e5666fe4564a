package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.display.PreparationDisplay;
import io.github.sparkddpm.jobs.session.SessionSettings;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.prepare.DatasetPreparer;
import io.github.sparkddpm.spark.prepare.PreparationPlan;
import io.github.sparkddpm.spark.source.Listing;
import io.github.sparkddpm.spark.source.RawSource;
import io.github.sparkddpm.spark.source.SourceOptions;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** Turns raw images into the sharded dataset that training reads. */
@Command(
    name = "prepare",
    description = {
      "Reads the images of data.source-images (a folder of image files, tars, zip files, IDX,",
      "CIFAR-10, Parquet, or a table), crops and resizes them to what the network takes, and writes",
      "them in a mixed order as data.shards files into the folder data.prepared. Images that cannot",
      "be used are left out and listed in quarantine.jsonl. Do this once for a dataset; the same",
      "command goes on if it is interrupted."
    },
    footer = {
      "  spark-ddpm prepare --config conf/digits.conf",
      "  spark-ddpm prepare --config conf/rgb32.conf data.source-images=my-pictures --dry-run",
      "  spark-ddpm prepare --config conf/rgb32.conf data.source-images=my-pictures",
      "  spark-ddpm prepare --config conf/cifar10.conf"
          + " data.source-images=hdfs:///cifar-10-batches-bin"
    })
final class PrepareJob extends JobCommand {

  @Override
  protected String kept() {
    return "of a dataset that is not whole nothing is kept, and the same command prepares it again";
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    PreparedDataset dataset = prepare(config, spark);
    return List.of(dataset.folder(), dataset.folder() + "/preview.png");
  }

  @Override
  protected List<String> plan(RunConfig config, Configuration hadoop) throws IOException {
    try (SparkSession spark = SessionSettings.onDriver("spark-ddpm prepare --dry-run")) {
      S3Properties.set(config.s3(), spark.sparkContext().hadoopConfiguration());
      Listing listing = source(config, hadoop).list(spark);
      DatasetPreparer.requireShardCount(config.data().shards(), listing.entries());
      List<String> lines = new ArrayList<>();
      lines.add(
          "# Would read %s: %s, %s"
              .formatted(
                  Printable.of(config.data().source().sourceImages()),
                  listing.format().description(),
                  listing.description()));
      if (!listing.passedOver().isNone()) {
        lines.add("# Would pass over: " + listing.passedOver().description());
      }
      lines.add(
          String.format(
                  Locale.ROOT,
                  "# Would write %s: %,d images of %s channels of %s, less those that are"
                      + " unusable, in %s",
                  config.data().prepared(),
                  listing.entries(),
                  config.network().imageShape().channels(),
                  config.network().imageShape().sides(),
                  config.data().shards())
              + " shards");
      return lines;
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.BAD_INPUT, e.getMessage(), e);
    }
  }

  private static RawSource source(RunConfig config, Configuration hadoop) throws IOException {
    SourceOptions options = config.data().source();
    Locations.requireNoLogin(options.sourceImages()); // A query has not passed by there.
    return options.source(hadoop);
  }

  private static PreparedDataset prepare(RunConfig config, SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return prepare(() -> source(config, hadoop), config, spark);
  }

  /** Finds a source. */
  @FunctionalInterface
  interface SourceFinder {

    /**
     * Returns it.
     *
     * @throws IllegalArgumentException if there is none
     */
    RawSource find() throws IOException;
  }

  /**
   * Prepares the images of a source.
   *
   * @throws JobException if the source is bad
   */
  static PreparedDataset prepare(SourceFinder source, RunConfig config, SparkSession spark)
      throws IOException {
    try (PreparationDisplay display = new PreparationDisplay()) {
      return new DatasetPreparer(spark, display)
          .prepare(
              source.find(),
              new PreparationPlan(
                  config.network().imageShape(), config.prepare(), config.data().shards()),
              config.data().prepared());
    } catch (OutputRefusedException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.BAD_INPUT, e.getMessage(), e);
    }
  }
}
