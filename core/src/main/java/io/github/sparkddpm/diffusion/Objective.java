package io.github.sparkddpm.diffusion;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The targets of a batch's images, and how much each image counts in the loss. */
public final class Objective {

  private final INDArray target;
  private final Optional<INDArray> weights;
  private final Optional<VarianceTarget> variance;

  /**
   * Creates an objective.
   *
   * @param target what a perfect network predicts, [B,C,H,W]
   * @param weights of the images' squared errors, [B]; empty if each counts once
   * @param variance by which the network learns the variance; empty if it is fixed
   */
  public Objective(INDArray target, Optional<INDArray> weights, Optional<VarianceTarget> variance) {
    this.target = target;
    this.weights = weights;
    this.variance = variance;
  }

  /** Creates the objective of L_simple: every image counts once. */
  public Objective(INDArray target) {
    this(target, Optional.empty(), Optional.empty());
  }

  /** Returns the objective of images [B,C,H,W] that were noised by epsilon. */
  static Objective of(GaussianDiffusion diffusion, INDArray x0, int[] timesteps, INDArray epsilon) {
    NoiseSchedule schedule = diffusion.schedule();
    Prediction predicted = diffusion.target();
    LossWeight weight = diffusion.lossWeight();
    return new Objective(
        predicted.target(schedule, x0, timesteps, epsilon),
        weight == LossWeight.SIMPLE
            ? Optional.empty()
            : Optional.of(
                Images.perImage(timesteps, i -> weight.of(schedule, predicted, i))
                    .castTo(x0.dataType())),
        diffusion.variance() == Variance.LEARNED
            ? Optional.of(VarianceTarget.of(diffusion, x0, timesteps))
            : Optional.empty());
  }

  /** Returns the objective of some of the images, from the first on. */
  Objective part(int first, int count) {
    return new Objective(
        Images.part(target, first, count),
        weights.map(all -> Images.part(all, first, count)),
        variance.map(all -> all.part(first, count)));
  }

  /** Returns what a perfect network predicts, [B,C,H,W]. */
  public INDArray target() {
    return target;
  }

  /** Returns the weights of the images' squared errors, [B]; empty if each counts once. */
  public Optional<INDArray> weights() {
    return weights;
  }

  /** Returns what the variance is learned by; empty if it is fixed. */
  public Optional<VarianceTarget> variance() {
    return variance;
  }
}
