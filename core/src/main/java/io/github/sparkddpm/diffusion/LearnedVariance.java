package io.github.sparkddpm.diffusion;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The output of a network that predicts the variance too (Nichol and Dhariwal 2021, section 3.1).
 * The first half of its channels is what other networks predict. The second half, w, is in nearly
 * [-1,1] and says where between the fixed variances the logarithm of the variance is: ln sigma^2 =
 * (w + 1)/2 ln beta_t + (1 - w)/2 ln betaTilde_t.
 */
public final class LearnedVariance {

  private LearnedVariance() {}

  /**
   * Returns what the network predicts besides the variance.
   *
   * @param output the network's, [B,C,H,W], or [B,2C,H,W] with the variance
   * @param xt what it was given, [B,C,H,W]
   * @return [B,C,H,W]: the output itself, or a copy of its first half
   */
  public static INDArray prediction(INDArray output, INDArray xt) {
    return output.size(1) == xt.size(1) ? output : half(output, 0);
  }

  /** Returns ln sigma_t^2 of every value, [B,C,H,W], double, from an output [B,2C,H,W]. */
  public static INDArray logVariance(NoiseSchedule schedule, INDArray output, int[] timesteps) {
    INDArray share = half(output, 1).castTo(DataType.DOUBLE).addi(1).muli(0.5);
    INDArray ones = share.like().addi(1);
    return Images.combine(
        timesteps, i -> logRange(schedule, i), share, i -> logSmall(schedule, i), ones);
  }

  /** Returns ln betaTilde_t, where the range begins. */
  static double logSmall(NoiseSchedule schedule, int i) {
    return schedule.posteriorLogVarianceClipped(i);
  }

  /** Returns ln beta_t - ln betaTilde_t, the length of the range. */
  static double logRange(NoiseSchedule schedule, int i) {
    return Math.log(schedule.beta(i)) - logSmall(schedule, i);
  }

  /**
   * Returns a copy of one half of the channels, [B,2C,H,W] to [B,C,H,W].
   *
   * @param which 0 for the first half, 1 for the second
   */
  public static INDArray half(INDArray output, int which) {
    long channels = output.size(1) / 2;
    return output
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.interval(which * channels, (which + 1) * channels),
            NDArrayIndex.all(),
            NDArrayIndex.all())
        .dup('c');
  }
}
