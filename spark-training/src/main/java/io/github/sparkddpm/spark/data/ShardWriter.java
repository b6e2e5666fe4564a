package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.data.SliceReader.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Writes the shards of a dataset: one Spark task, one slice of the source, one Parquet file. */
final class ShardWriter {

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

  List<Shard> write(IdxSource source, DatasetFolder folder, List<Slice> slices) throws IOException {
    JavaRDD<Row> rows =
        context.parallelize(slices, slices.size()).flatMap(new SliceReader(source, broadcast));
    spark
        .createDataFrame(rows, ShardSchema.sparkType())
        .write()
        .option("compression", "zstd")
        .option("maxRecordsPerFile", 0)
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .parquet(folder.shards().toString());
    nameByIndex(folder, slices.size());
    return describe(folder, slices);
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
      throw new IOException(
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

  private List<Shard> describe(DatasetFolder folder, List<Slice> slices) {
    String root = folder.path().toString();
    Broadcast<SerializableConfiguration> configuration = broadcast;
    List<Integer> indices = IntStream.range(0, slices.size()).boxed().toList();
    return context
        .parallelize(indices, indices.size())
        .map(i -> describe(root, i, slices.get(i), configuration.value().value()))
        .collect();
  }

  private static Shard describe(String folder, int index, Slice slice, Configuration hadoop)
      throws IOException {
    String file = DatasetFolder.shardFile(index);
    Path path = new Path(folder, file);
    FileSystem files = path.getFileSystem(hadoop);
    try (InputStream in = files.open(path)) {
      long bytes = files.getFileStatus(path).getLen();
      return new Shard(file, slice.first(), slice.count(), bytes, Sha256.of(in));
    }
  }
}
