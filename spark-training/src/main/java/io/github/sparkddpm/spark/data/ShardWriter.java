package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Writes the shards of a dataset: one Spark task, one range of ids, one Parquet file. */
final class ShardWriter {

  /**
   * Small enough that Parquet never shrinks it for want of memory, which would make the bytes
   * depend on how many writers share a process.
   */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Configuration hadoop;
  private final Broadcast<SerializableConfiguration> broadcast;

  ShardWriter(SparkSession spark, Configuration hadoop) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.hadoop = hadoop;
    this.broadcast = context.broadcast(new SerializableConfiguration(hadoop));
  }

  /**
   * Writes the shards.
   *
   * @throws io.github.sparkddpm.spark.storage.OutputWriteException if there is no room, or writing
   *     is not allowed
   */
  List<Shard> write(
      JavaRDD<PreparedImage> images,
      IdAssignment ids,
      int shards,
      DatasetFolder folder,
      Sender<PartImages> events)
      throws IOException {
    ShardCut cut = new ShardCut(ids.count(), shards);
    try {
      write(rows(images, ids, cut, events), folder);
      nameByIndex(folder, shards);
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      DiskFailures.throwIfNotWritten(failure, folder.shards());
      throw failure;
    }
    return describe(folder, cut);
  }

  private void write(JavaRDD<Row> rows, DatasetFolder folder) {
    spark
        .createDataFrame(rows, ShardSchema.sparkType())
        .write()
        .option("compression", "zstd")
        .option("parquet.block.size", ROW_GROUP_BYTES)
        .option("maxRecordsPerFile", 0)
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .parquet(folder.shards().toString());
  }

  /** Sorted on disk where memory does not suffice. */
  private JavaRDD<Row> rows(
      JavaRDD<PreparedImage> images, IdAssignment ids, ShardCut cut, Sender<PartImages> events) {
    Broadcast<IdAssignment> assignment = context.broadcast(ids);
    return images
        .filter(image -> image.quarantined() == null)
        .mapToPair(image -> new Tuple2<>((long) assignment.value().id(image.index()), image))
        .repartitionAndSortWithinPartitions(cut)
        .mapPartitions(part -> new ShardRows(part, new PartMeter(events)));
  }

  /**
   * Spark puts a random job id into file names; without it the same source gives the same manifest.
   */
  private void nameByIndex(DatasetFolder folder, int shards) throws IOException {
    FileSystem files = folder.shards().getFileSystem(hadoop);
    List<Path> parts =
        Arrays.stream(files.listStatus(folder.shards()))
            .map(FileStatus::getPath)
            .filter(path -> path.getName().endsWith(".parquet"))
            .sorted()
            .toList();
    if (parts.size() != shards) {
      throw new IllegalStateException(
          "Spark wrote %d Parquet files to %s, expected %d, one a shard: prepare again"
              .formatted(parts.size(), folder.shards(), shards));
    }
    for (int i = 0; i < shards; i++) {
      Path shard = new Path(folder.path(), DatasetFolder.shardFile(i));
      if (!files.rename(parts.get(i), shard)) {
        throw new IOException("Cannot rename %s to %s".formatted(parts.get(i), shard));
      }
    }
  }

  private List<Shard> describe(DatasetFolder folder, ShardCut cut) {
    String root = folder.path().toString();
    Broadcast<SerializableConfiguration> configuration = broadcast;
    List<Integer> indices = IntStream.range(0, cut.numPartitions()).boxed().toList();
    return context
        .parallelize(indices, indices.size())
        .map(i -> describe(root, i, cut, configuration.value().value()))
        .collect();
  }

  private static Shard describe(String folder, int index, ShardCut cut, Configuration hadoop)
      throws IOException {
    String file = DatasetFolder.shardFile(index);
    Path path = new Path(folder, file);
    FileSystem files = path.getFileSystem(hadoop);
    requireRows(path, cut.count(index), hadoop);
    try (InputStream in = files.open(path)) {
      long bytes = files.getFileStatus(path).getLen();
      return new Shard(file, cut.firstId(index), cut.count(index), bytes, Sha256.of(in));
    }
  }

  /** An image that was decoded again, for an executor was lost, and then otherwise, would miss. */
  private static void requireRows(Path shard, long expected, Configuration hadoop)
      throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(shard, hadoop))) {
      if (reader.getRecordCount() != expected) {
        throw new DatasetException(
            "Shard %s has %d images, expected %d: the source changed meanwhile; prepare again"
                .formatted(shard, reader.getRecordCount(), expected));
      }
    }
  }
}
