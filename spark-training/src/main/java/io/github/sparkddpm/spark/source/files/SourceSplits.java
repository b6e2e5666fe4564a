package io.github.sparkddpm.spark.source.files;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The entries of a source, cut into runs of consecutive entries that tasks read. How they are cut
 * and shared out changes no dataset and no digest.
 */
@FunctionalInterface
public interface SourceSplits {

  /** The tasks for each core of the cluster if nobody asks for a number. */
  int TASKS_A_CORE = 4;

  /**
   * Returns the runs as partitions of an RDD, one task each. Together they hold every entry once.
   * An entry's index tells its place; the order of the partitions is that of the indexes.
   *
   * @param tasks the wanted number of partitions, 0 for {@link #TASKS_A_CORE}; a source may have
   *     another number
   */
  JavaRDD<SourceSplit> rdd(JavaSparkContext context, int tasks);

  /**
   * Returns splits that the driver holds.
   *
   * @param splits in the order of their entries
   * @throws IllegalStateException if an entry is in none or two of them
   */
  static SourceSplits of(List<SourceSplit> splits) {
    return new KnownSplits(splits);
  }

  /** Returns the number of tasks: the wanted one, or that of the cluster's cores. */
  static int tasks(JavaSparkContext context, int wanted) {
    return wanted == 0 ? TASKS_A_CORE * context.defaultParallelism() : wanted;
  }
}
