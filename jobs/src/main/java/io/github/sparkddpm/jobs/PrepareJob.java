package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.DataConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.spark.data.DatasetPreparer;
import io.github.sparkddpm.spark.data.IdxSource;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** Turns raw images into the sharded dataset that training reads. */
@Command(
    name = "prepare",
    description = {
      "Reads the images of data.source-images, checks that they fit the network, and writes",
      "them as data.shards files into the folder data.prepared. Do this once for a dataset."
    },
    footer = {
      "  spark-ddpm prepare --config conf/digits.conf",
      "  spark-ddpm prepare --config conf/digits.conf data.shards=4 data.prepared=digits"
    })
final class PrepareJob extends JobCommand {

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    PreparedDataset dataset = prepare(config, spark);
    return List.of(dataset.folder(), dataset.folder() + "/preview.png");
  }

  private static PreparedDataset prepare(RunConfig config, SparkSession spark) throws IOException {
    DataConfig data = config.data();
    Optional<String> labels = data.labelled() ? Optional.of(data.sourceLabels()) : Optional.empty();
    try {
      return new DatasetPreparer(spark)
          .prepare(
              new IdxSource(data.sourceImages(), labels),
              data.prepared(),
              data.shards(),
              Optional.of(config.imageShape()));
    } catch (OutputRefusedException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.BAD_INPUT, e.getMessage(), e);
    }
  }
}
