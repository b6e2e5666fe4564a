package io.github.sparkddpm.spark.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.IdxSource;
import io.github.sparkddpm.spark.train.DriverProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Prepares a dataset in a process of its own, where the first attempt to write the first shard
 * fails.
 */
public final class PreparingProcess {

  private PreparingProcess() {}

  /** Arguments: file of images, their shape, number of shards, folder. */
  public static void main(String[] arguments) throws IOException {
    int[] n = new int[5];
    for (int i = 1; i < n.length; i++) {
      n[i] = Integer.parseInt(arguments[i]);
    }
    SparkSession spark = LocalSpark.session("local[2, 2]");
    FailingFileSystem.register(spark.sparkContext().hadoopConfiguration(), "shard-00000.parquet");
    PreparationPlan plan = Preparing.plan(new ImageShape(n[1], n[2], n[3]), n[4]);
    IdxSource source = new IdxSource(arguments[0], Optional.empty());
    Preparing.dataset(source, plan, "failing:" + arguments[5]);
    spark.stop();
  }

  /** Waits for the dataset. */
  public static PreparedDataset dataset(Path images, ImageShape shape, int shards, Path folder)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            images.toString(),
            Integer.toString(shape.channels()),
            Integer.toString(shape.height()),
            Integer.toString(shape.width()),
            Integer.toString(shards),
            folder.toString());
    Path logs = Files.createDirectories(folder.resolveSibling("logs"));
    assertThat(DriverProcess.run(PreparingProcess.class, logs, arguments).exit())
        .as("see %s", logs)
        .isZero();
    return PreparedDataset.open(folder.toString(), new Configuration());
  }
}
