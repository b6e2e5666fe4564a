package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.network.graph.SelfDrivenUNet;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** The driver's network between rounds, and beside it the average of its parameters. */
final class DriverState {

  private final OptimizerConfig optimizer;
  private final SelfDrivenUNet network;
  private final INDArray initial;
  private final INDArray ema;
  private long step;

  /**
   * Creates the state before the first step.
   *
   * @param rateScale what DL4J's learning rate is multiplied with
   */
  DriverState(TrainingPlan plan, double rateScale) {
    optimizer = plan.training().optimizer();
    GraphUNet start = GraphUNet.create(plan.network(), plan.seed());
    // A run's workers may add their updates, of which each then has its share of the decay.
    network =
        SelfDrivenUNet.create(
            plan.network(),
            plan.seed(),
            adam(rateScale),
            optimizer.weightDecay() * rateScale,
            optimizer.gradientCheckpointing());
    if (!network.layout().equals(start.layout())) {
      throw new IllegalStateException("DL4J's graph lays its parameters out in another order");
    }
    initial = start.parameters().dup();
    network.parameters().assign(initial);
    ema = initial.dup();
  }

  private Adam adam(double rateScale) {
    return Adam.builder()
        .learningRateSchedule(ConfiguredRate.of(optimizer, rateScale))
        .beta1(optimizer.beta1())
        .beta2(optimizer.beta2())
        .build();
  }

  SelfDrivenUNet network() {
    return network;
  }

  /** Returns the number of steps done. */
  long step() {
    return step;
  }

  /** Resumes from a state. */
  void restore(TrainingState state) {
    step = state.step();
    network.parameters().assign(state.parameters());
    ema.assign(state.ema());
    updaterState().assign(Nd4j.concat(0, state.adamMean(), state.adamVariance()));
  }

  /**
   * Advances the step and the average, as if the parameters had been the current ones in every
   * step.
   */
  void advance(int steps) {
    double decay = 1;
    for (int i = 0; i < steps; i++) {
      decay *= optimizer.emaDecay(step + i);
    }
    ema.muli(decay).addi(network.parameters().mul(1 - decay));
    step += steps;
  }

  /** Returns a copy of everything. */
  TrainingState state() {
    INDArray adam = updaterState();
    long length = initial.length();
    return new TrainingState(
        step,
        network.parameters().dup(),
        ema.dup(),
        adam.get(NDArrayIndex.interval(0, length)).dup(),
        adam.get(NDArrayIndex.interval(length, 2 * length)).dup());
  }

  /** Returns the distance of the parameters from the run's random start, as a Euclidean norm. */
  double distance() {
    return network.parameters().distance2(initial);
  }

  /**
   * Returns DL4J's memory of Adam's mean and, after it, Adam's variance. It is one block, because
   * all parameters have the same updater.
   */
  private INDArray updaterState() {
    INDArray view = network.graph().getUpdater().getStateViewArray();
    if (view.length() != 2 * initial.length()) {
      throw new IllegalStateException(
          "DL4J's Adam keeps %s values for %s parameters"
              .formatted(view.length(), initial.length()));
    }
    return view.reshape(view.length());
  }
}
