package io.github.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam (Kingma and Ba 2015) with clipping by the global norm, linear warm-up and a moving average
 * of the parameters, all over one flat vector.
 */
public final class Optimizer {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final OptimizerConfig config;
  private final INDArray parameters;
  private final INDArray ema;
  private final INDArray mean;
  private final INDArray variance;
  private final INDArray work;
  private long step;
  private int nonFiniteInARow;

  /**
   * A fresh optimizer: no steps done, the average equal to the parameters.
   *
   * @param parameters the network's flat vector [P], which steps change in place
   */
  public Optimizer(OptimizerConfig config, INDArray parameters) {
    this.config = config;
    this.parameters = parameters;
    ema = parameters.dup();
    mean = Nd4j.zerosLike(parameters);
    variance = Nd4j.zerosLike(parameters);
    work = Nd4j.zerosLike(parameters);
  }

  /** Goes on from a state; the vectors are copied. */
  public void restore(TrainingState state) {
    step = state.step();
    parameters.assign(state.parameters());
    ema.assign(state.ema());
    mean.assign(state.adamMean());
    variance.assign(state.adamVariance());
  }

  /** The state after the steps done; its vectors are this optimizer's own and go on changing. */
  public TrainingState state() {
    return new TrainingState(step, parameters, ema, mean, variance);
  }

  /** Steps done, skipped ones included. */
  public long step() {
    return step;
  }

  /**
   * Does one step, or skips it when the gradient is not finite.
   *
   * @param gradient [P], of the mean loss over the whole batch; scaled in place where clipped
   * @return the gradient's global norm before clipping; not finite if the step was skipped
   * @throws DivergedException if more steps in a row were skipped than the configuration allows
   */
  public double apply(INDArray gradient) {
    double norm = gradient.norm2Number().doubleValue();
    if (Double.isFinite(norm)) {
      nonFiniteInARow = 0;
      if (norm > config.gradientClip()) {
        gradient.muli(config.gradientClip() / norm);
      }
      adam(gradient);
      average();
    } else if (++nonFiniteInARow > config.maxNonFiniteSteps()) {
      throw new DivergedException(step, nonFiniteInARow);
    }
    step++;
    return norm;
  }

  private void adam(INDArray gradient) {
    // The native operation adds epsilon to sqrt(v) before the bias correction; scaled like this it
    // is the published form, lr mHat / (sqrt(vHat) + epsilon). Its own correction is by
    // iteration + 1.
    double epsilon = EPSILON * Math.sqrt(1 - Math.pow(BETA2, step + 1.0));
    Nd4j.exec(
        DynamicCustomOp.builder("adam_updater")
            .addInputs(gradient, variance, mean)
            .addOutputs(work, variance, mean)
            .addFloatingPointArguments(config.learningRate(step), BETA1, BETA2, epsilon)
            .addIntegerArguments(step)
            .build());
    parameters.subi(work);
  }

  private void average() {
    ema.addi(parameters.sub(ema, work).muli(1 - config.emaDecay(step)));
  }
}
