package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.collective.Tracker;
import io.github.sparkddpm.spark.train.Cluster;
import io.github.sparkddpm.spark.train.Combining;
import io.github.sparkddpm.spark.train.StopRequest;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Times the sums that the workers of a training would make between their steps: on the same
 * executors, in the same order, with nothing computed in between.
 */
public final class SumTimes {

  private final JavaSparkContext context;
  private final Cluster cluster;
  private final Combining combining;

  /** Prepares measurements between as many workers as would train. */
  public SumTimes(JavaSparkContext context, Combining combining) {
    this.context = context;
    this.combining = combining;
    cluster = new Cluster(context, new StopRequest());
  }

  /**
   * Returns the number of workers.
   *
   * @throws TrainingFailedException if no executor comes in time
   */
  public int workers() {
    return cluster.workers(combining);
  }

  /**
   * Sums vectors of zeros, one length after the other.
   *
   * @param workers at least 2
   * @param floats the lengths
   * @param warmup sums of each length that do not count
   * @param sums that count
   * @return the seconds of each sum that counts, by length
   * @throws TrainingFailedException if there is no room for the workers, or one of them fails
   */
  public List<List<Double>> measure(int workers, List<Long> floats, int warmup, int sums)
      throws IOException {
    cluster.awaitSlots(workers, combining.timeout());
    ClassTag<List<Double>> type = ClassTag$.MODULE$.apply(List.class);
    try (Tracker tracker =
        AllReduceCombiner.tracker(context, cluster.isLocal(), combining, workers)) {
      SumTask task = new SumTask(tracker.address(), floats, warmup, sums);
      List<List<Double>> seconds =
          JavaRDD.fromRDD(
                  context
                      .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
                      .rdd()
                      .barrier()
                      .mapPartitions(task, false, type),
                  type)
              .collect();
      if (seconds.size() < floats.size()) {
        throw new TrainingFailedException(
            "A worker failed while sums were timed: the log says which one, and why");
      }
      return seconds;
    }
  }
}
