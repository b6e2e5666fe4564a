package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.spark.train.TrainingFailedException;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.TrainingState;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One replica among those that train a network together, and the checks that they make together.
 */
final class ReplicaGroup {

  /** The bits of a digest that one float carries; a float holds 24 bits exactly. */
  private static final int HALF_BITS = 16;

  private final WorkerSlice slice;
  private final AllReduce sums;

  ReplicaGroup(WorkerSlice slice, AllReduce sums) {
    this.slice = slice;
    this.sums = sums;
  }

  WorkerSlice slice() {
    return slice;
  }

  AllReduce sums() {
    return sums;
  }

  /** Returns whether this replica acts for all: it reports and writes checkpoints. */
  boolean isFirst() {
    return slice.rank() == 0;
  }

  /**
   * Ensures that all replicas are in the same state, bit for bit, at the same step.
   *
   * @param own this replica's; only asked for if there are others
   * @throws TrainingFailedException if not, on all of them
   */
  void requireSame(Supplier<TrainingState> own) {
    if (slice.workers() > 1) {
      TrainingState state = own.get();
      CRC32C digest = new CRC32C();
      digest.update(Long.toString(state.step()).getBytes(StandardCharsets.US_ASCII));
      for (INDArray vector : state.vectors()) {
        digest.update(HostMemory.bytes(vector));
      }
      requireSame(gather(digest.getValue()), state.step());
    }
  }

  private static void requireSame(long[] digests, long step) {
    for (int rank = 1; rank < digests.length; rank++) {
      if (digests[rank] != digests[0]) {
        throw new TrainingFailedException(
            "Worker %s is in another state than worker 0 after step %s: faulty memory, or executors whose processors or libraries compute differently. No checkpoint of this state was written; run again on machines that are alike"
                .formatted(rank, step));
      }
    }
  }

  /**
   * Ensures that all replicas compute with the same engine.
   *
   * @param engine name and version of this replica's engine
   * @throws TrainingFailedException if not, on all of them
   */
  void requireSameEngine(String engine) {
    long[] engines = gather(digest(engine));
    for (int rank = 1; rank < engines.length; rank++) {
      if (engines[rank] != engines[0]) {
        throw new TrainingFailedException(
            "Worker %s computes with another engine than worker 0; worker %s has %s: give all executors the same build and the same libraries"
                .formatted(rank, slice.rank(), engine));
      }
    }
  }

  /**
   * Ensures that no two replicas are on one executor, where they would take each other's cores.
   *
   * @param executor this replica's
   * @throws TrainingFailedException if two are, on all replicas
   */
  void requireOwnExecutor(String executor) {
    long[] executors = gather(digest(executor));
    for (int rank = 0; rank < executors.length; rank++) {
      for (int other = 0; other < rank; other++) {
        if (executors[rank] == executors[other]) {
          throw new TrainingFailedException(
              "Workers %s and %s are on one executor, but each needs one of its own: set spark.task.cpus to the value of spark.executor.cores"
                  .formatted(other, rank));
        }
      }
    }
  }

  /** Returns, on all replicas, what the first one says; the others are not asked. */
  boolean agree(BooleanSupplier first) {
    float[] said = {isFirst() && first.getAsBoolean() ? 1 : 0};
    if (slice.workers() > 1) {
      INDArray vector = Nd4j.createFromArray(said);
      sums.sum(vector);
      said[0] = vector.getFloat(0);
    }
    return said[0] > 0;
  }

  private static long digest(String text) {
    CRC32C digest = new CRC32C();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return digest.getValue();
  }

  /**
   * Returns the numbers of all replicas by rank. Each replica writes at its own place, and the sum
   * has all.
   */
  private long[] gather(long mine) {
    float[] halves = new float[2 * slice.workers()];
    halves[2 * slice.rank()] = mine >>> HALF_BITS;
    halves[2 * slice.rank() + 1] = mine & ((1 << HALF_BITS) - 1);
    INDArray vector = Nd4j.createFromArray(halves);
    sums.sum(vector);
    float[] sum = vector.toFloatVector();
    long[] all = new long[slice.workers()];
    for (int rank = 0; rank < all.length; rank++) {
      all[rank] = ((long) sum[2 * rank] << HALF_BITS) + (long) sum[2 * rank + 1];
    }
    return all;
  }
}
