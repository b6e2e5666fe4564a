package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The multistep sampler DPM-Solver++ (Lu et al. 2022, arXiv:2211.01095, algorithm 2), of order 1 to
 * 3.
 *
 * <p>With lambda = ln(sqrt(alphaBar) / sqrt(1 - alphaBar)), the step from timestep s to t is exact
 * but for x_0, which is extrapolated from the last predictions: x_t = (sigma_t / sigma_s) e^{-eta^2
 * h} x_s + (1 + eta^2) alpha_t * integral of e^{-(1 + eta^2)(lambda_t - lambda)} x_0(lambda)
 * dlambda + sigma_t sqrt(1 - e^{-2 eta^2 h}) z. Here h = lambda_t - lambda_s, alpha^2 = alphaBar
 * and sigma^2 = 1 - alphaBar.
 *
 * <p>Without noise (eta = 0), order 1 is DDIM. With eta = 1 it is SDE-DPM-Solver++ (same paper,
 * appendix). Values between are those of Xue et al. 2023 (SA-Solver, theorem 3.2). The last step,
 * to the image itself, is always of order 1.
 */
public final class DpmSolverSampler implements Sampler {

  /** The highest order that is published. */
  public static final int MAX_ORDER = 3;

  /** The steps below which the authors advise to lower the order at the end. */
  public static final int FEW_STEPS = 15;

  private final ReverseChain chain;
  private final NoiseSchedule schedule;
  private final Settings settings;

  /**
   * The settings of the solver.
   *
   * @param estimator reads the model's output
   * @param order predictions that a step makes use of, in [1, 3]
   * @param eta in [0,1]: 0 adds no noise after the prior, 1 solves the stochastic equation
   * @param lowerAtEnd whether the order falls to 1 over the last steps, as is advised below {@value
   *     #FEW_STEPS} steps
   */
  public record Settings(X0Estimator estimator, int order, double eta, boolean lowerAtEnd) {

    public Settings {
      requireOrder(order);
      if (!(eta >= 0 && eta <= 1)) {
        throw new IllegalArgumentException("DPM-Solver++'s eta must be in [0, 1], got " + eta);
      }
    }
  }

  /**
   * Makes the sampler.
   *
   * @param diffusion the diffusion the model was trained on, with all its timesteps; its variance
   *     and clip are not used
   */
  public DpmSolverSampler(ReverseChain chain, GaussianDiffusion diffusion, Settings settings) {
    this.chain = chain;
    this.schedule = chain.respace(diffusion).schedule();
    this.settings = settings;
  }

  static void requireOrder(int order) {
    if (order < 1 || order > MAX_ORDER) {
      throw new IllegalArgumentException(
          "A solver's order must be in [1, %s], got %s".formatted(MAX_ORDER, order));
    }
  }

  @Override
  public INDArray sample(long[] imageIds, Observer observer) {
    return chain.walk(imageIds, step(), observer);
  }

  /** Returns the step of one walk, which remembers its predictions. */
  ReverseChain.Transition step() {
    return new Step();
  }

  private final class Step implements ReverseChain.Transition {

    private final X0History history = new X0History(schedule, settings.order());

    @Override
    public INDArray mean(INDArray xt, INDArray output, int[] j) {
      history.add(settings.estimator().x0(schedule, xt, output, j), j[0]);
      if (j[0] == 0) {
        return history.newest();
      }
      LogSnrStep step = LogSnrStep.from(schedule, j[0]);
      double decay = step.sigmaRatio() * Math.exp(-share(step.h()));
      return history.combine(
          xt, decay, step.alpha(), weights(step.h(), history.distances(order(j[0]), step.h())));
    }

    @Override
    public double standardDeviation(int j) {
      LogSnrStep step = LogSnrStep.from(schedule, j);
      return step.sigma() * Math.sqrt(-Math.expm1(-2 * share(step.h())));
    }

    private int order(int j) {
      int usable = Math.min(settings.order(), history.size());
      return settings.lowerAtEnd() ? Math.min(usable, j + 1) : usable;
    }
  }

  /** Returns eta^2 h, also where h is infinite, as from a timestep without any image left. */
  private double share(double h) {
    return noise() == 0 ? 0 : noise() * h;
  }

  private double noise() {
    return settings.eta() * settings.eta();
  }

  /**
   * Returns the weights of the last predictions, the newest first. They add up to 1 - e^{-k h}.
   *
   * @param r where the predictions are: (lambda - lambda_s) / h, which is 0 for the newest
   */
  private double[] weights(double h, double[] r) {
    double k = 1 + noise();
    double gain = -Math.expm1(-k * h);
    return switch (r.length) {
      case 1 -> new double[] {gain};
      case 2 -> second(gain, r);
      default -> third(gain, k * h, r);
    };
  }

  /** Returns the weights of the midpoint rule, DPM-Solver++(2M). */
  static double[] second(double gain, double[] r) {
    double slope = gain / (2 * r[1]);
    return new double[] {gain - slope, slope};
  }

  /** Returns the weights of DPM-Solver++(3M): x_0 + D1 u + D2 u^2 / 2 with divided differences. */
  private static double[] third(double gain, double kh, double[] r) {
    double ofFirst = 1 - gain / kh;
    double ofSecond = 0.5 - ofFirst / kh;
    double newer = -r[1];
    double older = r[1] - r[2];
    double mix = newer / (newer + older);
    double newest = (ofFirst * (1 + mix) + ofSecond / (newer + older)) / newer;
    double oldest = (ofFirst * mix + ofSecond / (newer + older)) / older;
    return new double[] {gain + newest, -newest - oldest, oldest};
  }
}
