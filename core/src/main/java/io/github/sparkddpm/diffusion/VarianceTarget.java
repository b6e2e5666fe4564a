package io.github.sparkddpm.diffusion;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The quantities of a batch that the loss's term for a learned variance needs.
 *
 * @param x0 the images, [B,C,H,W]
 * @param images the numbers of each, B of them
 */
public record VarianceTarget(INDArray x0, List<Image> images) {

  /** The weight of the bound beside L_simple, lambda, of Nichol and Dhariwal 2021. */
  private static final double BOUND_WEIGHT = 0.001;

  /**
   * The numbers of one image at its timestep.
   *
   * @param factor what an error in the prediction is multiplied with to be one in the mean of p
   * @param logSmall ln betaTilde_t
   * @param logRange ln beta_t - ln betaTilde_t
   * @param first whether the term is the decoder's, as at the first timestep
   * @param weight of the term in nats
   */
  public record Image(
      double factor, double logSmall, double logRange, boolean first, double weight) {}

  public VarianceTarget {
    images = List.copyOf(images);
  }

  /**
   * Returns the target of images. A term of the bound, times T, stands for all of them, as the
   * timestep is drawn evenly. It is in bits per dimension, as in the authors' code.
   */
  static VarianceTarget of(GaussianDiffusion diffusion, INDArray x0, int[] timesteps) {
    NoiseSchedule schedule = diffusion.schedule();
    double weight = BOUND_WEIGHT * schedule.timesteps() / Math.log(2);
    return new VarianceTarget(
        x0,
        Arrays.stream(timesteps)
            .mapToObj(
                i ->
                    new Image(
                        diffusion.target().x0Coefficient(schedule, i)
                            * schedule.posteriorX0Coefficient(i),
                        LearnedVariance.logSmall(schedule, i),
                        LearnedVariance.logRange(schedule, i),
                        i == 0,
                        weight))
            .toList());
  }

  VarianceTarget part(int first, int count) {
    return new VarianceTarget(Images.part(x0, first, count), images.subList(first, first + count));
  }
}
