package io.github.sparkddpm.spark.train.dl4j;

import java.io.Serializable;
import java.util.List;

/** An executor's report about a part of a batch, because DL4J's own reports cannot be relied on. */
sealed interface PartEvent extends Serializable {

  BatchPart part();

  /** Returns Spark's id of the executor. */
  String executor();

  /**
   * The part has changed the parameters.
   *
   * @param losses the loss of every image
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

    /** Returns whether the gradient was finite, and so not left out. */
    boolean isFinite() {
      return Double.isFinite(gradientNorm);
    }
  }

  /** The part could not be loaded or trained. */
  record Failed(BatchPart part, String executor, RuntimeException reason) implements PartEvent {}
}
