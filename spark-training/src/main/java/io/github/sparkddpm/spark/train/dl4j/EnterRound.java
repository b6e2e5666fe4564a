package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.executor.CoreShare;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;

/**
 * Passes the paths of a round on, and prepares the executor for it. DL4J asks for the paths in the
 * thread that trains, before it does anything else.
 */
final class EnterRound implements FlatMapFunction<Iterator<String>, String> {

  private static final long serialVersionUID = 1L;

  private final Broadcast<RoundStart> start;
  private final int threads;
  private final EngineConfig engine;

  EnterRound(Broadcast<RoundStart> start, int threads, EngineConfig engine) {
    this.start = start;
    this.threads = threads;
    this.engine = engine;
  }

  @Override
  public Iterator<String> call(Iterator<String> paths) {
    RoundStart next = start.value();
    RoundStart before = ExecutorState.here().start();
    if (before != null && !before.run().equals(next.run())) {
      leaveOldMesh();
    }
    ExecutorState.here().enter(next);
    MeshConfiguration.makeReady();
    CoreShare share = CoreShare.open(threads, engine);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> share.close());
    return paths;
  }

  /**
   * Leaves the mesh of an earlier run. DL4J's server of an executor is never told of a new
   * driver-side one, and would keep the old one.
   */
  private static void leaveOldMesh() {
    if (!ExecutorState.isDriver() && ModelParameterServer.getInstance().isInitialized()) {
      ModelParameterServer.getInstance().shutdown();
    }
  }
}
