package io.github.sparkddpm.sampling;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The predictor-corrector UniPC (Zhao et al. 2023, arXiv:2302.04867, algorithms 5 to 8) that
 * predicts x_0, of order 1 to 3, with B(h) = e^h - 1 (their B_2).
 *
 * <p>A step extrapolates x_0 from the last predictions, as {@link DpmSolverSampler} does. When the
 * model has predicted at the new timestep, the step is done again with that prediction among them.
 * The corrected x costs no pass of its own. The order falls to 1 over the last steps, and no noise
 * is added.
 */
public final class UniPcSampler implements Sampler {

  private final ReverseChain chain;
  private final NoiseSchedule schedule;
  private final X0Estimator estimator;
  private final int order;

  /**
   * Makes the sampler.
   *
   * @param diffusion the diffusion the model was trained on, with all its timesteps; its variance
   *     and clip are not used
   * @param estimator reads the model's output
   * @param order predictions that a step starts from, in [1, 3]
   */
  public UniPcSampler(
      ReverseChain chain, GaussianDiffusion diffusion, X0Estimator estimator, int order) {
    DpmSolverSampler.requireOrder(order);
    this.chain = chain;
    this.schedule = chain.respace(diffusion).schedule();
    this.estimator = estimator;
    this.order = order;
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

    private final X0History history = new X0History(schedule, order + 1);
    private INDArray before;
    private int orderBefore;

    @Override
    public INDArray mean(INDArray xt, INDArray output, int[] j) {
      history.add(estimator.x0(schedule, xt, output, j), j[0]);
      if (j[0] == 0) {
        return history.newest();
      }
      INDArray corrected = before == null ? xt : corrected(j[0]);
      before = corrected;
      orderBefore = Math.min(order, Math.min(history.size(), j[0] + 1));
      LogSnrStep step = LogSnrStep.from(schedule, j[0]);
      double[] r = history.distances(orderBefore, step.h());
      return history.combine(corrected, step.sigmaRatio(), step.alpha(), predicting(step.h(), r));
    }

    /** Takes the last step again, from where it began, with what the model has predicted since. */
    private INDArray corrected(int j) {
      LogSnrStep step = LogSnrStep.from(schedule, j + 1);
      // The newest prediction is at the end of that step, so that its start is at 1 from there.
      double[] r =
          Arrays.stream(history.distances(orderBefore + 1, step.h())).map(d -> d + 1).toArray();
      return history.combine(before, step.sigmaRatio(), step.alpha(), correcting(step.h(), r));
    }

    @Override
    public double standardDeviation(int j) {
      return 0;
    }
  }

  private static double[] predicting(double h, double[] r) {
    double gain = -Math.expm1(-h);
    return switch (r.length) {
      case 1 -> new double[] {gain};
      case 2 -> DpmSolverSampler.second(gain, r);
      default -> interpolating(h, r);
    };
  }

  private static double[] correcting(double h, double[] r) {
    double half = -Math.expm1(-h) / 2;
    return r.length == 2 ? new double[] {half, half} : interpolating(h, r);
  }

  /**
   * Returns the weights that integrate e^{-(h - u)} p(u) over u from 0 to h, where p is the
   * polynomial through the predictions.
   *
   * @param r where they are, u / h
   */
  private static double[] interpolating(double h, double[] r) {
    double[] weights = new double[r.length];
    for (int i = 0; i < r.length; i++) {
      double[] polynomial = {1};
      for (int other = 0; other < r.length; other++) {
        if (other != i) {
          polynomial = times(polynomial, -r[other], r[i] - r[other]);
        }
      }
      weights[i] = integral(h, polynomial);
    }
    return weights;
  }

  /** Returns the coefficients of the polynomial times (x + shift) / divisor. */
  private static double[] times(double[] polynomial, double shift, double divisor) {
    double[] product = new double[polynomial.length + 1];
    for (int n = 0; n < polynomial.length; n++) {
      product[n] += polynomial[n] * shift / divisor;
      product[n + 1] += polynomial[n] / divisor;
    }
    return product;
  }

  /** Sums the coefficients times the integrals of e^{-(h - u)} (u / h)^n, which follow by parts. */
  private static double integral(double h, double[] polynomial) {
    double moment = -Math.expm1(-h);
    double sum = polynomial[0] * moment;
    for (int n = 1; n < polynomial.length; n++) {
      moment = 1 - n * moment / h;
      sum += polynomial[n] * moment;
    }
    return sum;
  }
}
