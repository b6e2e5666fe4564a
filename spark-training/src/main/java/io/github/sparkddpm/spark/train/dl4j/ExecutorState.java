package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.data.BatchSource;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.spark.data.ShardReader;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingRun;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.deeplearning4j.optimize.solvers.accumulation.MessageHandler;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The state that an executor keeps between the tasks of a run: images in memory, and the round's
 * beginning. DL4J creates new tasks for every round.
 */
final class ExecutorState {

  /** The only instance in a process, because nothing else outlives a task. */
  private static final ExecutorState HERE = new ExecutorState();

  private final Map<WorkerSlice, BatchSource> sources = new HashMap<>();
  private final Map<BatchPart, List<MultiDataSet>> further = new HashMap<>();
  private String run = "";
  private RoundStart start;
  private MessageHandler sharing;

  private ExecutorState() {}

  static ExecutorState here() {
    return HERE;
  }

  /** Returns Spark's id of this executor. */
  static String executor() {
    return SparkEnv.get().executorId();
  }

  /** Returns whether the driver is in this process, as in local mode. */
  static boolean isDriver() {
    return "driver".equals(executor());
  }

  /** Begins a round; images kept for another run are dropped. */
  synchronized void enter(RoundStart next) {
    if (!run.equals(next.run())) {
      sources.values().forEach(BatchSource::close);
      sources.clear();
      further.clear();
      run = next.run();
    }
    start = next;
  }

  synchronized RoundStart start() {
    return start;
  }

  /** Sets the handler by which the replica's updates are shared. */
  synchronized void shareBy(MessageHandler handler) {
    sharing = handler;
  }

  synchronized MessageHandler sharing() {
    return sharing;
  }

  /**
   * Keeps what DL4J is not given of a part: it is computed after what DL4J computes. What an
   * earlier attempt has left is forgotten.
   */
  synchronized void keepFurther(BatchPart part, List<MultiDataSet> images) {
    further.keySet().removeIf(kept -> kept.attempt() < part.attempt());
    further.put(part, images);
  }

  /** Returns what was kept of a part, and forgets it. */
  synchronized List<MultiDataSet> takeFurther(BatchPart part) {
    List<MultiDataSet> images = further.remove(part);
    return images == null ? List.of() : images;
  }

  /** Returns the images of a part of a batch. */
  synchronized BatchSource.Batch batch(
      TrainingRun training, Configuration hadoop, BatchPart part, int workers) throws IOException {
    WorkerSlice slice = WorkerSlice.of(part.rank(), workers);
    return sources
        .computeIfAbsent(slice, missing -> source(training, hadoop, missing))
        .batch(part.step());
  }

  private static BatchSource source(TrainingRun run, Configuration hadoop, WorkerSlice slice) {
    TrainingPlan plan = run.plan();
    return new BatchSource(
        plan.order(run.dataset(), slice.workers()),
        new ShardReader(run.dataset(), hadoop),
        plan.presentation(),
        slice);
  }
}
