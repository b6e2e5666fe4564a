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
  private double secondsBefore;

  /**
   * The losses and timesteps of all slots of a batch, length B each, and how long it took to know
   * them. It is no record, because its fields are arrays.
   */
  static final class Seen {

    final double[] losses;
    final int[] timesteps;
    final CombiningTime time;

    Seen(double[] losses, int[] timesteps, CombiningTime time) {
      this.losses = losses;
      this.timesteps = timesteps;
      this.time = time;
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

  /**
   * Turns the gradient of the mean over this replica's slots into that over the whole batch, and
   * combines the losses and timesteps of all replicas. Every slot is one replica's and zero on all
   * others, so these sums are exact.
   *
   * <p>All of it travels in the same messages, as does the wish to pause, so that all replicas
   * learn of it in the same step, and the time that each spent here in the step before.
   */
  Seen combine(Learner learner, double[] losses, int[] timesteps) {
    boolean wish = pauseWish.getAsBoolean();
    if (slice.workers() == 1) {
      pauseWished = wish;
      return new Seen(losses, timesteps, CombiningTime.NONE);
    }
    double weight = (double) slice.size(batchSize) / batchSize;
    INDArray vector = Nd4j.createFromArray(told(losses, timesteps, wish));
    long start = System.nanoTime();
    // Not wrapped for timing: an engine checks the type to see whether it can sum on the device.
    learner.combine(weight, replicas, vector);
    secondsBefore = (System.nanoTime() - start) / 1e9;
    return seen(vector.toFloatVector());
  }

  /** Returns B losses, B timesteps, the wish, and the seconds of each replica. */
  private float[] told(double[] losses, int[] timesteps, boolean wish) {
    float[] values = new float[2 * batchSize + 1 + slice.workers()];
    int first = slice.firstSlot(batchSize);
    for (int i = 0; i < losses.length; i++) {
      values[first + i] = (float) losses[i];
      values[batchSize + first + i] = timesteps[i];
    }
    values[2 * batchSize] = wish ? 1 : 0;
    values[2 * batchSize + 1 + slice.rank()] = (float) secondsBefore;
    return values;
  }

  private Seen seen(float[] sums) {
    pauseWished = sums[2 * batchSize] > 0;
    double[] losses = new double[batchSize];
    int[] timesteps = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      losses[i] = sums[i];
      timesteps[i] = (int) sums[batchSize + i];
    }
    return new Seen(losses, timesteps, CombiningTime.of(secondsBefore, sums, 2 * batchSize + 1));
  }

  /**
   * Returns whether any replica wished, in the last step, to pause after it. The answer is the same
   * on all replicas.
   */
  public boolean isPauseWished() {
    return pauseWished;
  }
}
