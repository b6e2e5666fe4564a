package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.source.FolderSource;
import io.github.sparkddpm.spark.source.Listing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A measurement, started by hand: it lists and digests a folder of made-up images as {@code
 * prepare} does, gives them ids and counts the images of each shard. Nothing is decoded. It prints
 * the heap in use after a collection; driver and executor are this one process.
 */
public final class MetadataAtScale {

  private static final int FOLDERS = 1000;
  private static final int SHARDS = 10_000;

  private MetadataAtScale() {}

  /**
   * Measures.
   *
   * @param arguments the number of images, in thousands
   */
  public static void main(String[] arguments) throws IOException {
    int filesAFolder = Integer.parseInt(arguments[0]);
    try (SparkSession spark = LocalSpark.session("local[2]")) {
      MadeUpFolders.configure(spark.sparkContext().hadoopConfiguration(), FOLDERS, filesAFolder);
      say("started");
      Listing listing = new FolderSource("hdfs://made-up/images", true).list(spark);
      say("listed " + listing.description());
      Survey survey = SourceScan.digests(spark, listing, 0, progress -> {});
      say("digested " + survey.digest());
      say("counted, shards of " + shards(spark, survey, listing.entries()));
    }
  }

  private static String shards(SparkSession spark, Survey survey, int entries) {
    IdAssignment ids = IdAssignment.of(1, entries, survey.quarantined());
    ShardCut cut = new ShardCut(ids.count(), SHARDS);
    List<long[]> parts =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7), 8)
            .map(part -> counts(ids, cut, part, entries))
            .collect();
    long[] all = new long[SHARDS];
    for (long[] part : parts) {
      for (int shard = 0; shard < SHARDS; shard++) {
        all[shard] += part[shard];
      }
    }
    return LongStream.of(all).summaryStatistics().toString();
  }

  private static long[] counts(IdAssignment ids, ShardCut cut, int part, int entries) {
    long[] counts = new long[SHARDS];
    for (int index = part; index < entries; index += 8) {
      counts[cut.getPartition((long) ids.id(index))]++;
    }
    return counts;
  }

  private static void say(String what) {
    System.gc();
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%6.0f s, %4d MiB in use of %d: %s%n",
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
        used >> 20,
        Runtime.getRuntime().maxMemory() >> 20,
        what);
  }
}
