package io.github.sparkddpm.spark.source.files;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The image files of a folder, listed and sorted by executors. The driver holds counts and the
 * names of the first folders.
 *
 * @param names of the files, sorted; on the executors' disks
 * @param parts summaries of the partitions of the names
 * @param passedOver what is not read
 */
public record ManyFiles(JavaRDD<String> names, List<NamesSummary> parts, PassedOver passedOver) {

  private static final int NAMES_A_PARTITION = 50_000;

  /** Spark's driver holds up to sixty names of each while they are sorted. */
  private static final int MOST_PARTITIONS = 10_000;

  /**
   * Lists a folder.
   *
   * @throws IllegalArgumentException if a folder cannot be read, or two files have one name
   */
  public static ManyFiles images(Path root, SparkSession spark) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks = SourceSplits.tasks(context, 0);
    SourceFolder folder = SourceFolder.at(root, context.hadoopConfiguration());
    List<FolderPart> parts = folder.parts(tasks);
    try {
      ManyFiles files = of(found(root, parts, context), tasks);
      folder.requireDistinct(files.summary());
      return files;
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      throwIfOfSource(failure);
      throw failure;
    }
  }

  /** Returns the index of each partition's first name among all. */
  public int[] firstIndexes() {
    int[] first = new int[parts.size()];
    for (int part = 1; part < first.length; part++) {
      first[part] = Math.toIntExact(first[part - 1] + parts.get(part - 1).count());
    }
    return first;
  }

  /** Returns the summary of all names. */
  public NamesSummary summary() {
    return NamesSummary.of(parts);
  }

  /** Throws a fault that an executor found in the source as if the driver had found it. */
  private static void throwIfOfSource(Throwable failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException ofSource) {
        throw new IllegalArgumentException(ofSource.getMessage(), failure);
      }
    }
  }

  /**
   * Shuffles what is found, so that it is listed once, whichever jobs read it, and lies on all
   * executors even if one task has listed all of it.
   */
  private static JavaRDD<String> found(
      Path root, List<FolderPart> parts, JavaSparkContext context) {
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    String folder = root.toString();
    int tasks = SourceSplits.tasks(context, 0);
    return context
        .parallelize(parts, Math.min(parts.size(), MOST_PARTITIONS))
        .flatMap(part -> new CodedFindings(folder, part, hadoop.value().value()))
        .mapToPair(code -> new Tuple2<>(code, Boolean.TRUE))
        .partitionBy(new HashPartitioner(tasks))
        .keys();
  }

  private static ManyFiles of(JavaRDD<String> codes, int tasks) {
    JavaRDD<Found> found = codes.map(Found::decoded);
    Tally all = Tally.of(found.mapPartitions(part -> List.of(Tally.of(part)).iterator()).collect());
    long wanted = Math.max(tasks, all.files() / NAMES_A_PARTITION);
    JavaRDD<String> names =
        found
            .filter(Found::isFile)
            .map(Found::name)
            .sortBy(name -> name, true, (int) Math.min(wanted, MOST_PARTITIONS))
            .persist(StorageLevel.DISK_ONLY());
    List<NamesSummary> parts =
        names.mapPartitions(part -> List.of(NamesSummary.of(part)).iterator()).collect();
    return new ManyFiles(names, parts, all.passedOver());
  }
}
