package io.github.sparkddpm.data;

/**
 * One worker's part of every global batch: the slots from B*rank/workers up to B*(rank+1)/workers.
 * Parts differ by at most one slot, whether or not B is divisible.
 *
 * @param rank this worker, in [0, workers)
 * @param workers how many share the batch, at least 1
 */
public record WorkerSlice(int rank, int workers) {

  /** The whole batch, as a single worker has it. */
  public static final WorkerSlice WHOLE = new WorkerSlice(0, 1);

  public WorkerSlice {
    if (workers < 1 || rank < 0 || rank >= workers) {
      throw new IllegalArgumentException(
          "A worker's rank must be in [0, workers), got rank %s of %s".formatted(rank, workers));
    }
  }

  public static WorkerSlice of(int rank, int workers) {
    return new WorkerSlice(rank, workers);
  }

  /** Returns the first slot of this worker in a global batch of B. */
  public int firstSlot(int batchSize) {
    return (int) ((long) batchSize * rank / workers);
  }

  /**
   * Returns b, the number of images of a global batch that this worker trains on.
   *
   * @throws IllegalArgumentException if there are more workers than images in the batch
   */
  public int size(int batchSize) {
    if (batchSize < workers) {
      throw new IllegalArgumentException(
          "A batch of %s images cannot be shared by %s workers: raise the batch size, or use at most %s workers"
              .formatted(batchSize, workers, batchSize));
    }
    return (int) ((long) batchSize * (rank + 1) / workers) - firstSlot(batchSize);
  }
}
