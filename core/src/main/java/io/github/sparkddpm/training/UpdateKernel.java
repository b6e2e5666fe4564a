package io.github.sparkddpm.training;

import io.github.sparkddpm.host.HostMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How the optimizer's arithmetic over the flat vectors is done.
 *
 * <p>With g the scaled gradient and step n from 1: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
 * p = p - lr mHat / (sqrt(vHat) + 1e-8) where mHat = m / (1 - b1^n) and vHat = v / (1 - b2^n), and
 * ema = ema + (1 - decay)(p - ema).
 */
interface UpdateKernel {

  double BETA1 = 0.9;
  double BETA2 = 0.999;
  double EPSILON = 1e-8;

  /**
   * What varies from step to step.
   *
   * @param step zero-based
   * @param gradientScale 1, or less where the gradient is clipped
   */
  record Step(long step, double gradientScale, double learningRate, double emaDecay) {

    /** 1 - b2^n. */
    double correction2() {
      return 1 - Math.pow(BETA2, step + 1.0);
    }

    /** lr sqrt(1 - b2^n) / (1 - b1^n): with {@link #epsilon} it needs no mHat and vHat. */
    double rate() {
      return learningRate * Math.sqrt(correction2()) / (1 - Math.pow(BETA1, step + 1.0));
    }

    /** Epsilon as it is added to sqrt(v) rather than to sqrt(vHat). */
    double epsilon() {
      return EPSILON * Math.sqrt(correction2());
    }
  }

  /** The kernel for vectors of a state's type on this machine's backend. */
  static UpdateKernel of(TrainingState state) {
    return HostMemory.holds(state.parameters().dataType())
        ? new HostUpdate(state)
        : new NativeUpdate(state);
  }

  /** The Euclidean norm of a gradient [P]. */
  double norm(INDArray gradient);

  /** Changes the state's vectors in place; the gradient [P] is only read. */
  void apply(INDArray gradient, Step step);
}
