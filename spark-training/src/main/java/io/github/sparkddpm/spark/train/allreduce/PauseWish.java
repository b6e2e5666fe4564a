package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.executor.LeavingExecutors;
import io.github.sparkddpm.spark.train.StopRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;

/**
 * The wish that the workers of an attempt pause, because training is to stop or one of them leaves.
 */
final class PauseWish implements BooleanSupplier {

  private final SparkContext context;
  private final StopRequest stop;
  private final JobWatch watch;
  private String leaving;

  /**
   * Creates the wish for one attempt.
   *
   * @param watch knows the executors of its tasks
   */
  PauseWish(SparkContext context, StopRequest stop, JobWatch watch) {
    this.context = context;
    this.stop = stop;
    this.watch = watch;
  }

  @Override
  public boolean getAsBoolean() {
    return stop.isMade() || leaving().isPresent();
  }

  /** Returns an executor that leaves, if any. Once one was found, it is returned for ever. */
  synchronized Optional<String> leaving() {
    if (leaving == null) {
      leaving =
          watch.executors().stream()
              .filter(executor -> LeavingExecutors.contains(context, executor))
              .findFirst()
              .orElse(null);
    }
    return Optional.ofNullable(leaving);
  }
}
