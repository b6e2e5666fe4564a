package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.evaluation.FeatureModelException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.executor.EngineChoice;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.JobProgress;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.executor.TaskReporter.Done;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One Spark job over blocks of images, with progress.
 *
 * @param name of the stage, for the display
 * @param unit the unit counted
 * @param total units in all
 */
record EvaluationStage(String name, String unit, long total) {

  /** The work of one task; sent to executors. */
  @FunctionalInterface
  interface Work<R> extends Serializable {

    /**
     * Measures blocks of images.
     *
     * @param blocks in their order; measured whole
     * @param reporter to be told of every unit that is done
     * @return results in the order of the blocks
     */
    List<R> measure(List<ImageBlock> blocks, Configuration hadoop, TaskReporter reporter)
        throws IOException;
  }

  /** Returns all results, in the order of the blocks. */
  <R> List<R> run(
      SparkSession spark,
      List<ImageBlock> blocks,
      int partitions,
      Consumer<EvaluationProgress> listener,
      Work<R> work) {
    return run(spark, blocks, partitions, listener, work, JavaRDD::collect);
  }

  /**
   * Returns the results merged by executors, in any order. The covariance of many features is
   * large, and the driver could not hold one for every task.
   */
  <R> R merged(
      SparkSession spark,
      List<ImageBlock> blocks,
      int partitions,
      Consumer<EvaluationProgress> listener,
      Work<R> work,
      Function2<R, R, R> merge) {
    return run(spark, blocks, partitions, listener, work, results -> results.treeReduce(merge));
  }

  private <R, T> T run(
      SparkSession spark,
      List<ImageBlock> blocks,
      int partitions,
      Consumer<EvaluationProgress> listener,
      Work<R> work,
      Function<JavaRDD<R>, T> action) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var hadoop =
        context.broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    // An event without units starts the clock of the speed.
    listener.accept(new EvaluationProgress(name, 0, total, unit));
    try (JobProgress progress =
        new JobProgress(
            spark, done -> listener.accept(new EvaluationProgress(name, done, total, unit)))) {
      JavaRDD<R> results =
          context
              .parallelize(blocks, Math.min(partitions, blocks.size()))
              .mapPartitions(task(work, hadoop, progress.sender()));
      T gathered = unwrapped(() -> action.apply(results));
      progress.requireSound();
      return gathered;
    }
  }

  /**
   * Runs a job and unwraps faults of the input from Spark's exception, as if the driver had found
   * them.
   */
  private static <T> T unwrapped(Supplier<T> job) {
    try {
      return job.get();
    } catch (Exception e) {
      if (e.getCause() instanceof DatasetException
          || e.getCause() instanceof FeatureModelException
          || EngineChoice.isMissing(e.getCause())) {
        throw (RuntimeException) e.getCause();
      }
      throw e;
    }
  }

  private static <R> FlatMapFunction<Iterator<ImageBlock>, R> task(
      Work<R> work, Broadcast<SerializableConfiguration> hadoop, Sender<Done> events) {
    return blocks -> {
      List<ImageBlock> mine = new ArrayList<>();
      blocks.forEachRemaining(mine::add);
      TaskReporter reporter = new TaskReporter(events);
      List<R> results = work.measure(mine, hadoop.value().value(), reporter);
      reporter.send();
      return results.iterator();
    };
  }
}
