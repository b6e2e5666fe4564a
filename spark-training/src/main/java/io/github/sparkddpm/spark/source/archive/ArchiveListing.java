package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.ClassNames;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The images of a source's archives, which executors look through: archives in the order of their
 * names, images in the order that they have in an archive.
 *
 * @param splits the parts of all archives
 * @param entries the number of images
 * @param classNames the name of class i at position i; empty where classes have none
 * @param passedOver what is in the archives besides
 */
public record ArchiveListing(
    List<SourceSplit> splits, int entries, List<String> classNames, PassedOver passedOver) {

  private static final int MOST_TASKS = 4096;

  /**
   * Looks through archives by a Spark job.
   *
   * @param files their qualified paths
   * @param names their paths below the source's
   * @throws IllegalArgumentException if one is damaged
   */
  public static ArchiveListing of(
      ArchiveReader reader, List<String> files, List<String> names, SparkSession spark) {
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      shards.add(new Shard(files.get(i), names.get(i)));
    }
    return listing(reader, shards, scan(reader, shards, spark));
  }

  private static List<ShardContents> scan(
      ArchiveReader reader, List<Shard> shards, SparkSession spark) {
    if (shards.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    return context
        .parallelize(shards, Math.min(shards.size(), MOST_TASKS))
        .mapPartitions(new ScanTask(reader, hadoop))
        .collect();
  }

  private static ArchiveListing listing(
      ArchiveReader reader, List<Shard> shards, List<ShardContents> tasks) {
    TreeSet<String> labels = new TreeSet<>();
    PassedOver.Counter passedOver = new PassedOver.Counter();
    List<List<ArchivePart>> parts = new ArrayList<>();
    for (ShardContents task : tasks) {
      if (task.problem() != null) {
        throw new IllegalArgumentException(task.problem());
      }
      labels.addAll(task.labels());
      ClassNames.requireFew(labels);
      passedOver.add(task.passedOver());
      parts.addAll(task.parts());
    }
    ArchiveClasses classes = ArchiveClasses.of(reader.wanted(), labels);
    List<SourceSplit> splits = new ArrayList<>();
    int entries = 0;
    for (int i = 0; i < parts.size(); i++) {
      for (ArchivePart part : parts.get(i)) {
        splits.add(new ArchiveSplit(reader, shards.get(i), part, entries, classes));
        entries = Math.addExact(entries, part.count());
      }
    }
    return new ArchiveListing(splits, entries, classes.names(), passedOver.total());
  }

  /** Looks through some archives. A damaged one is told to the driver at once, not tried again. */
  private record ScanTask(ArchiveReader reader, Broadcast<SerializableConfiguration> hadoop)
      implements FlatMapFunction<Iterator<Shard>, ShardContents> {

    @Override
    public Iterator<ShardContents> call(Iterator<Shard> shards) throws IOException {
      ShardContents.Counter contents = new ShardContents.Counter();
      try {
        while (shards.hasNext()) {
          reader.scan(shards.next(), contents, hadoop.value().value());
        }
      } catch (IllegalArgumentException e) {
        return List.of(contents.total(e.getMessage())).iterator();
      }
      return List.of(contents.total(null)).iterator();
    }
  }
}
