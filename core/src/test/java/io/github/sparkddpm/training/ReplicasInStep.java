package io.github.sparkddpm.training;

import java.util.concurrent.CyclicBarrier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums of replicas that are threads of one process, added in the order of their ranks. */
final class ReplicasInStep {

  private final INDArray[] vectors;
  private final CyclicBarrier barrier;
  private INDArray sum;

  ReplicasInStep(int replicas) {
    vectors = new INDArray[replicas];
    barrier = new CyclicBarrier(replicas, this::add);
  }

  private void add() {
    sum = vectors[0].dup();
    for (int rank = 1; rank < vectors.length; rank++) {
      sum.addi(vectors[rank]);
    }
  }

  AllReduce of(int rank) {
    return vector -> {
      vectors[rank] = vector;
      await();
      vector.assign(sum);
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
}
