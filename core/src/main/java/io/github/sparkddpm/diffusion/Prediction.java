package io.github.sparkddpm.diffusion;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The quantity that a network predicts from x_t, and how x_0 and epsilon follow from it.
 *
 * <p>Images are [B,C,H,W], and timesteps are zero-based, one an image. No argument is modified, and
 * every x_0 and epsilon is a new array of its input's type.
 */
public enum Prediction {
  /** The noise in x_t (Ho et al. 2020). */
  EPSILON {
    @Override
    INDArray target(NoiseSchedule schedule, INDArray x0, int[] timesteps, INDArray epsilon) {
      return epsilon;
    }

    @Override
    double x0Coefficient(NoiseSchedule schedule, int i) {
      return -1 / Math.sqrt(schedule.snr(i));
    }

    @Override
    public INDArray x0(NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return Images.combine(
          timesteps,
          i -> 1 / Math.sqrt(schedule.alphaBar(i)),
          xt,
          i -> x0Coefficient(schedule, i),
          predicted);
    }

    @Override
    public INDArray epsilon(
        NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return predicted.dup();
    }
  },

  /** v = sqrt(alphaBar_t) epsilon - sqrt(1 - alphaBar_t) x_0 (Salimans and Ho 2022, section 4). */
  V {
    @Override
    INDArray target(NoiseSchedule schedule, INDArray x0, int[] timesteps, INDArray epsilon) {
      return Images.combine(
          timesteps,
          i -> Math.sqrt(schedule.alphaBar(i)),
          epsilon,
          i -> x0Coefficient(schedule, i),
          x0);
    }

    @Override
    double x0Coefficient(NoiseSchedule schedule, int i) {
      return -Math.sqrt(schedule.oneMinusAlphaBar(i));
    }

    @Override
    public INDArray x0(NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return Images.combine(
          timesteps,
          i -> Math.sqrt(schedule.alphaBar(i)),
          xt,
          i -> x0Coefficient(schedule, i),
          predicted);
    }

    @Override
    public INDArray epsilon(
        NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return Images.combine(
          timesteps,
          i -> Math.sqrt(schedule.oneMinusAlphaBar(i)),
          xt,
          i -> Math.sqrt(schedule.alphaBar(i)),
          predicted);
    }
  },

  /** The image itself. */
  X0 {
    @Override
    INDArray target(NoiseSchedule schedule, INDArray x0, int[] timesteps, INDArray epsilon) {
      return x0;
    }

    @Override
    double x0Coefficient(NoiseSchedule schedule, int i) {
      return 1;
    }

    @Override
    public INDArray x0(NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return predicted.dup();
    }

    @Override
    public INDArray epsilon(
        NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return Images.combine(
          timesteps,
          i -> 1 / Math.sqrt(schedule.oneMinusAlphaBar(i)),
          xt,
          i -> -Math.sqrt(schedule.snr(i)),
          predicted);
    }
  };

  /**
   * Returns what a perfect network predicts at x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t)
   * epsilon, [B,C,H,W]: a new array, or one of the arguments.
   */
  abstract INDArray target(NoiseSchedule schedule, INDArray x0, int[] timesteps, INDArray epsilon);

  /** Returns the factor of what is predicted in {@link #x0}, which is linear in it. */
  abstract double x0Coefficient(NoiseSchedule schedule, int i);

  /** Computes x_0 from x_t and what was predicted; not clipped. */
  public abstract INDArray x0(
      NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted);

  /** Computes epsilon from x_t and what was predicted. */
  public abstract INDArray epsilon(
      NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted);
}
