package io.github.sparkddpm.training;

import io.github.sparkddpm.data.WorkerSlice;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Combines the gradients and losses of all replicas into those that one network would have computed
 * for the whole batch.
 */
public final class ReplicaExchange {

  private final WorkerSlice slice;
  private final int batchSize;
  private final AllReduce replicas;
  private final BooleanSupplier pauseWish;
  private boolean pauseWished;
  private long nanos;

  /**
   * The losses and timesteps of all slots of a batch, length B each. It is no record, because its
   * fields are arrays.
   */
  static final class Seen {

    final double[] losses;
    final int[] timesteps;

    Seen(double[] losses, int[] timesteps) {
      this.losses = losses;
      this.timesteps = timesteps;
    }
  }

  /**
   * Creates one replica's end of the exchange.
   *
   * @param slice its part of every batch
   * @param batchSize B, the images of a step over all replicas, at least as many as those
   * @param pauseWish whether this replica wishes that training pause after the step; asked once a
   *     step
   */
  public ReplicaExchange(
      WorkerSlice slice, int batchSize, AllReduce replicas, BooleanSupplier pauseWish) {
    this.slice = slice;
    this.batchSize = batchSize;
    this.replicas = replicas;
    this.pauseWish = pauseWish;
  }

  /** Creates the end of a replica that never wishes to pause. */
  public ReplicaExchange(WorkerSlice slice, int batchSize, AllReduce replicas) {
    this(slice, batchSize, replicas, () -> false);
  }

  /** Turns the gradient of the mean over this replica's slots into that over the whole batch. */
  void combine(Learner learner) {
    if (slice.workers() > 1) {
      long start = System.nanoTime();
      // Not wrapped for timing: an engine checks the type to see whether it can sum on the device.
      learner.combine((double) slice.size(batchSize) / batchSize, replicas);
      nanos += System.nanoTime() - start;
    }
  }

  /**
   * Combines the losses and timesteps of all replicas. Every slot is one replica's and zero on all
   * others, so these sums are exact.
   *
   * <p>The wish to pause travels in the same message, so all replicas learn of it in the same step.
   */
  Seen combine(double[] losses, int[] timesteps) {
    boolean wish = pauseWish.getAsBoolean();
    if (slice.workers() == 1) {
      pauseWished = wish;
      return new Seen(losses, timesteps);
    }
    int first = slice.firstSlot(batchSize);
    float[] values = new float[2 * batchSize + 1];
    values[2 * batchSize] = wish ? 1 : 0;
    for (int i = 0; i < losses.length; i++) {
      values[first + i] = (float) losses[i];
      values[batchSize + first + i] = timesteps[i];
    }
    INDArray vector = Nd4j.createFromArray(values);
    sum(vector);
    return seen(vector.toFloatVector());
  }

  private Seen seen(float[] sums) {
    pauseWished = sums[2 * batchSize] > 0;
    double[] losses = new double[batchSize];
    int[] timesteps = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      losses[i] = sums[i];
      timesteps[i] = (int) sums[batchSize + i];
    }
    return new Seen(losses, timesteps);
  }

  private void sum(INDArray vector) {
    long start = System.nanoTime();
    replicas.sum(vector);
    nanos += System.nanoTime() - start;
  }

  /**
   * Returns whether any replica wished, in the last step, to pause after it. The answer is the same
   * on all replicas.
   */
  public boolean isPauseWished() {
    return pauseWished;
  }

  /**
   * Returns the wall-clock seconds spent on combining since the last call, including the wait for
   * slower replicas.
   */
  double takeSeconds() {
    double seconds = nanos / 1e9;
    nanos = 0;
    return seconds;
  }
}
