package io.github.sparkddpm.training;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** The update of ND4J's operations: any backend, any type. */
final class NativeUpdate implements UpdateKernel {

  private final TrainingState state;
  private final INDArray work;

  NativeUpdate(TrainingState state) {
    this.state = state;
    work = Nd4j.zerosLike(state.parameters());
  }

  @Override
  public double norm(INDArray gradient) {
    return gradient.norm2Number().doubleValue();
  }

  @Override
  public void apply(INDArray gradient, UpdateStep step) {
    INDArray scaled = step.gradientScale() == 1 ? gradient : gradient.mul(step.gradientScale());
    Nd4j.exec(
        DynamicCustomOp.builder("adam_updater")
            .addInputs(scaled, state.adamVariance(), state.adamMean())
            .addOutputs(work, state.adamVariance(), state.adamMean())
            .addFloatingPointArguments(
                step.learningRate(), step.beta1(), step.beta2(), step.epsilon())
            .addIntegerArguments(step.step())
            .build());
    if (step.kept() < 1) {
      state.parameters().muli(step.kept());
    }
    state.parameters().subi(work);
    follow(state.ema(), step.emaDecay());
    double[] decays = step.moreEmaDecays();
    for (int i = 0; i < decays.length; i++) {
      follow(state.moreEma().get(i), decays[i]);
    }
  }

  private void follow(INDArray average, double decay) {
    average.addi(state.parameters().sub(average, work).muli(1 - decay));
  }
}
