package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.spark.train.Restarts;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ReplicaGroupTest {

  private static final int COUNT = 3;

  private final INDArray[] vectors = new INDArray[COUNT];
  private final CyclicBarrier barrier = new CyclicBarrier(COUNT);

  private interface Check {
    void on(ReplicaGroup replicas, int rank);
  }

  @Test
  void replicasInTheSameStateGoOn() throws Exception {
    assertThat(together((replicas, rank) -> replicas.requireSame(() -> state(5, 1f))))
        .containsOnlyNulls();
  }

  @Test
  void oneBitOfOneVectorOfOneReplicaStopsAllOfThem() throws Exception {
    List<String> told =
        together(
            (replicas, rank) ->
                replicas.requireSame(() -> state(5, rank == 2 ? Math.nextUp(1f) : 1f)));

    assertThat(told)
        .hasSize(COUNT)
        .allMatch(
            text -> text.startsWith("Worker 2 is in another state than worker 0 after step 5"));
  }

  @Test
  void anotherStepIsAnotherState() throws Exception {
    assertThat(
            together((replicas, rank) -> replicas.requireSame(() -> state(rank == 1 ? 4 : 5, 1f))))
        .allMatch(text -> text.startsWith("Worker 1 is in another state"));
  }

  @Test
  void twoReplicasOnOneExecutorAreToldWhatToSet() throws Exception {
    assertThat(together((replicas, rank) -> replicas.requireOwnExecutor(rank == 0 ? "4" : "17")))
        .containsOnly(
            "Workers 1 and 2 are on one executor, but each needs one of its own: set"
                + " spark.task.cpus to the value of spark.executor.cores");
    assertThat(together((replicas, rank) -> replicas.requireOwnExecutor("" + rank)))
        .containsOnlyNulls();
  }

  @Test
  void anotherEngineOnOneReplicaStopsAllOfThem() throws Exception {
    String torch = "torch on cuda in float32 (torch 2.10.0)";
    List<String> told =
        together(
            (replicas, rank) ->
                replicas.requireSameEngine(rank == 1 ? torch.replace("2.10", "2.11") : torch));

    assertThat(told)
        .allMatch(text -> text.startsWith("Worker 1 computes with another engine than worker 0;"));
    assertThat(told.get(1)).contains("worker 1 has torch on cuda in float32 (torch 2.11.0)");
    assertThat(together((replicas, rank) -> replicas.requireSameEngine(torch))).containsOnlyNulls();
  }

  @Test
  void whatTheFirstReplicaSaysHoldsForAllAndNoOtherIsAsked() throws Exception {
    for (boolean said : new boolean[] {true, false}) {
      assertThat(
              together(
                  (replicas, rank) ->
                      assertThat(replicas.agree(() -> said(said, rank))).isEqualTo(said)))
          .containsOnlyNulls();
      assertThat(new ReplicaGroup(WorkerSlice.WHOLE, AllReduce.alone()).agree(() -> said))
          .isEqualTo(said);
    }
  }

  private static boolean said(boolean said, int rank) {
    assertThat(rank).isZero();
    return said;
  }

  @Test
  void aReplicaAloneNeedNotShowItsState() {
    new ReplicaGroup(WorkerSlice.WHOLE, AllReduce.alone())
        .requireSame(
            () -> {
              throw new AssertionError("a costly copy");
            });
  }

  @Test
  void restartsAreBoundedUntilThereIsProgress() {
    Restarts restarts = new Restarts(1);
    for (long step : new long[] {0, 3, 6}) {
      restarts.beginning(step);
      restarts.failed("Out of memory", false, step + 2);
    }
    restarts.beginning(6);
    assertThatThrownBy(() -> restarts.failed("Out of memory", false, 7))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("Training failed 2 times since step 6, the last time at step 7. Out of memory");
  }

  @Test
  void executorsThatComeAndVanishFasterThanCheckpointsAreCalledSoUnlessSomethingElseFailedToo() {
    assertThatThrownBy(() -> failTwice(true, true))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "Executors were lost 2 times since step 6, before the next checkpoint: use executors"
                + " that stay longer, lower training.checkpoint-every, or raise"
                + " training.max-restarts. The last time was at step 7: it is gone");
    assertThatThrownBy(() -> failTwice(false, true))
        .hasMessage("Training failed 2 times since step 6, the last time at step 7. it is gone");
  }

  private static void failTwice(boolean first, boolean second) {
    Restarts restarts = new Restarts(1);
    restarts.beginning(6);
    restarts.failed("it is gone", first, 6);
    restarts.beginning(6);
    restarts.failed("it is gone", second, 7);
  }

  /** Returns the error that each replica was told, null if none. */
  private List<String> together(Check check) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(COUNT);
    try {
      List<Future<String>> told = new ArrayList<>();
      for (int rank = 0; rank < COUNT; rank++) {
        int mine = rank;
        Callable<String> replica =
            () -> {
              try {
                check.on(new ReplicaGroup(new WorkerSlice(mine, COUNT), sums(mine)), mine);
                return null;
              } catch (TrainingFailedException e) {
                return e.getMessage();
              }
            };
        told.add(threads.submit(replica));
      }
      List<String> texts = new ArrayList<>();
      for (Future<String> future : told) {
        texts.add(future.get());
      }
      return texts;
    } finally {
      threads.shutdownNow();
    }
  }

  private AllReduce sums(int rank) {
    return vector -> {
      vectors[rank] = vector.dup();
      await();
      for (int other = 0; other < COUNT; other++) {
        if (other != rank) {
          vector.addi(vectors[other]);
        }
      }
      await();
    };
  }

  private void await() {
    try {
      barrier.await();
    } catch (Exception e) { // Checked ones of a thread that was interrupted.
      throw new IllegalStateException(e);
    }
  }

  private static TrainingState state(long step, float lastVariance) {
    INDArray variance = Nd4j.ones(100);
    variance.putScalar(99, lastVariance);
    return new TrainingState(step, Nd4j.ones(100), Nd4j.ones(100), Nd4j.ones(100), variance);
  }
}
