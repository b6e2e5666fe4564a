package io.github.sparkddpm.diffusion;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The quantity that a network predicts from x_t, and how x_0 and epsilon follow from it.
 *
 * <p>Images are [B,C,H,W], and timesteps are zero-based, one an image. No argument is modified, and
 * every result is a new array of its input's type.
 */
public enum Prediction {
  /** The noise in x_t (Ho et al. 2020). */
  EPSILON {
    @Override
    public INDArray x0(NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return Images.combine(
          timesteps,
          i -> 1 / Math.sqrt(schedule.alphaBar(i)),
          xt,
          i -> -1 / Math.sqrt(schedule.snr(i)),
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
    public INDArray x0(NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted) {
      return Images.combine(
          timesteps,
          i -> Math.sqrt(schedule.alphaBar(i)),
          xt,
          i -> -Math.sqrt(schedule.oneMinusAlphaBar(i)),
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

  /** Computes x_0 from x_t and what was predicted; not clipped. */
  public abstract INDArray x0(
      NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted);

  /** Computes epsilon from x_t and what was predicted. */
  public abstract INDArray epsilon(
      NoiseSchedule schedule, INDArray xt, int[] timesteps, INDArray predicted);
}
