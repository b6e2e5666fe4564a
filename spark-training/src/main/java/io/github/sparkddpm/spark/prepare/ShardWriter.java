package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.DatasetFolder;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.TaskReporter.Done;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Writes the shards of a dataset: one Spark task, one range of ids, one Parquet file. */
final class ShardWriter {

  private final JavaSparkContext context;
  private final Broadcast<SerializableConfiguration> hadoop;

  ShardWriter(SparkSession spark, Configuration hadoop) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.hadoop = context.broadcast(new SerializableConfiguration(hadoop));
  }

  /**
   * Writes the shards.
   *
   * @return them, in the order of their ids; no other files lie beside them
   * @throws OutputWriteException if there is no room, or writing is not allowed
   */
  List<Shard> write(
      JavaRDD<PreparedImage> images,
      IdAssignment ids,
      int shards,
      DatasetFolder folder,
      Sender<Done> events)
      throws IOException {
    ShardCut cut = new ShardCut(ids.count(), shards);
    try {
      List<Shard> written =
          byId(images, ids)
              .repartitionAndSortWithinPartitions(cut)
              .mapPartitions(new ShardTask(folder.path().toString(), cut, events, hadoop))
              .collect();
      folder.keepShards(written);
      return written;
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      DiskFailures.throwIfNotWritten(failure);
      throw failure;
    }
  }

  /**
   * Returns the images with their ids, to be sorted by Spark, on disk where memory does not
   * suffice.
   */
  private JavaPairRDD<Long, PreparedImage> byId(JavaRDD<PreparedImage> images, IdAssignment ids) {
    Broadcast<IdAssignment> assignment = context.broadcast(ids);
    return images.mapToPair(
        image -> new Tuple2<>((long) assignment.value().id(image.index()), image));
  }
}
