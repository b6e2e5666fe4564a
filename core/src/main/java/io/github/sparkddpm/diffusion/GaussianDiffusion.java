package io.github.sparkddpm.diffusion;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The paper's q and p (Ho et al. 2020, sections 2 and 3): the forward process, its posterior and
 * the reverse step.
 *
 * <p>Images are [B,C,H,W], float or double, in [-1,1] when clean. Timesteps are zero-based, one an
 * image, each in [0, T): the paper's t minus one. No argument is modified and every result is a new
 * array of its input's type.
 *
 * @param schedule beta_1 .. beta_T
 * @param target what the network predicts; not epsilon where x_T is nothing but noise
 * @param lossWeight how much the loss of each timestep counts in training
 * @param variance sigma_t^2 of the reverse step
 * @param clipX0 whether a predicted x_0 is clipped to [-1,1], as in the reference
 */
public record GaussianDiffusion(
    NoiseSchedule schedule,
    Prediction target,
    LossWeight lossWeight,
    Variance variance,
    boolean clipX0)
    implements Serializable {

  /**
   * p(x_{t-1} | x_t) and the x_0 it was derived from.
   *
   * @param previous the distribution of x_{t-1}
   * @param x0 the predicted x_0, [B,C,H,W]
   */
  public record Reverse(DiagonalGaussian previous, INDArray x0) {}

  public GaussianDiffusion {
    if (target == Prediction.EPSILON && schedule.hasZeroTerminalSnr()) {
      throw new IllegalArgumentException(
          "A network that predicts epsilon says nothing of x_0 at a zero terminal SNR: it must"
              + " predict v or x_0");
    }
  }

  /**
   * Creates the diffusion of Ho et al. 2020: the network predicts epsilon, every timestep alike.
   */
  public GaussianDiffusion(NoiseSchedule schedule, Variance variance, boolean clipX0) {
    this(schedule, Prediction.EPSILON, LossWeight.SIMPLE, variance, clipX0);
  }

  /** Returns a warning if this diffusion is unfit for what samples are drawn from. */
  public Optional<String> warning() {
    boolean startIsNotTrained = lossWeight == LossWeight.MIN_SNR && schedule.hasZeroTerminalSnr();
    return startIsNotTrained
        ? Optional.of(
            "min-snr gives the last timestep no weight where nothing of the image is left, but"
                + " sampling begins there: use the simple weight, or no zero terminal SNR")
        : schedule.warning();
  }

  /**
   * Returns the same diffusion walked over some of its timesteps: see {@link
   * NoiseSchedule#respaced}.
   */
  public GaussianDiffusion respaced(List<Integer> chosen) {
    return new GaussianDiffusion(schedule.respaced(chosen), target, lossWeight, variance, clipX0);
  }

  /** Computes equation 4: x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) epsilon. */
  public INDArray qSample(INDArray x0, int[] timesteps, INDArray epsilon) {
    return Images.combine(
        timesteps,
        i -> Math.sqrt(schedule.alphaBar(i)),
        x0,
        i -> Math.sqrt(schedule.oneMinusAlphaBar(i)),
        epsilon);
  }

  /** Equations 6 and 7: q(x_{t-1} | x_t, x_0). Its variance is clipped at t = 1, as all of p's. */
  public DiagonalGaussian qPosterior(INDArray x0, INDArray xt, int[] timesteps) {
    return new DiagonalGaussian(
        posteriorMean(x0, xt, timesteps),
        Images.perImage(timesteps, schedule::posteriorLogVarianceClipped));
  }

  /**
   * Computes x_0 from what the network predicts, clipped if set. Of epsilon it is (x_t - sqrt(1 -
   * alphaBar_t) epsilon) / sqrt(alphaBar_t) (equation 15).
   */
  public INDArray predictX0(INDArray xt, int[] timesteps, INDArray predicted) {
    INDArray x0 = target.x0(schedule, xt, timesteps, LearnedVariance.prediction(predicted, xt));
    return clipX0 ? Nd4j.math().clipByValue(x0, -1, 1) : x0;
  }

  /**
   * Computes epsilon = (x_t - sqrt(alphaBar_t) x_0) / sqrt(1 - alphaBar_t), the noise that makes
   * x_t of x_0.
   */
  public INDArray predictEpsilon(INDArray xt, int[] timesteps, INDArray x0) {
    return Prediction.X0.epsilon(schedule, xt, timesteps, x0);
  }

  /**
   * Computes equation 1: p(x_{t-1} | x_t) = q(x_{t-1} | x_t, x_0 as predicted), with this
   * diffusion's variance.
   *
   * @param predicted the network's output
   */
  public Reverse pMeanVariance(INDArray xt, int[] timesteps, INDArray predicted) {
    INDArray x0 = predictX0(xt, timesteps, predicted);
    INDArray logVariance =
        variance == Variance.LEARNED
            ? LearnedVariance.logVariance(schedule, predicted, timesteps)
            : Images.perImage(timesteps, i -> variance.logVariance(schedule, i));
    return new Reverse(new DiagonalGaussian(posteriorMean(x0, xt, timesteps), logVariance), x0);
  }

  private INDArray posteriorMean(INDArray x0, INDArray xt, int[] timesteps) {
    return Images.combine(
        timesteps, schedule::posteriorX0Coefficient, x0, schedule::posteriorXtCoefficient, xt);
  }
}
