package io.github.sparkddpm.spark.train.dl4j;

import java.io.Serializable;
import java.util.List;

/** What an executor tells of a part of a batch: DL4J itself tells nothing that can be relied on. */
sealed interface PartEvent extends Serializable {

  BatchPart part();

  /** Spark's id of the executor. */
  String executor();

  /**
   * The parameters have been changed by it.
   *
   * @param losses L_simple of every image
   * @param timesteps the zero-based t of every image
   * @param gradientNorm before clipping; not finite if the gradient was left out
   */
  record Trained(
      BatchPart part,
      String executor,
      List<Double> losses,
      List<Integer> timesteps,
      double gradientNorm)
      implements PartEvent {

    public Trained {
      losses = List.copyOf(losses);
      timesteps = List.copyOf(timesteps);
    }

    /** Whether the gradient was not left out. */
    boolean isFinite() {
      return Double.isFinite(gradientNorm);
    }
  }

  /** It could not be loaded or trained, and why. */
  record Failed(BatchPart part, String executor, RuntimeException reason) implements PartEvent {}
}
