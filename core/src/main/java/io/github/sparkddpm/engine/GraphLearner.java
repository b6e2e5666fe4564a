package io.github.sparkddpm.engine;

import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.MicroBatch;
import io.github.sparkddpm.training.Optimizer;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A replica that DL4J computes, and that this project's optimizer changes in place. */
public final class GraphLearner implements Learner {

  private final GraphUNet network;
  private final Optimizer optimizer;
  private final int parts;
  private INDArray sum;

  /** Trains a network in place. */
  public GraphLearner(GraphUNet network, OptimizerConfig config) {
    this.network = network;
    network.recompute(config.gradientCheckpointing());
    optimizer = new Optimizer(config, network.parameters());
    parts = config.accumulate();
  }

  @Override
  public ParameterLayout layout() {
    return network.layout();
  }

  @Override
  public long step() {
    return optimizer.step();
  }

  @Override
  public void restore(TrainingState state) {
    optimizer.restore(state);
  }

  @Override
  public TrainingState state() {
    return optimizer.state();
  }

  @Override
  public double[] gradient(NoiseStream noise, long[] ids, NoisedBatch batch) {
    if (parts == 1) {
      return gradientOf(noise, ids, batch);
    }
    if (sum == null) {
      sum = network.gradientVector().like();
    }
    sum.assign(0);
    double[] losses =
        MicroBatch.each(MicroBatch.cut(parts, ids, batch), part -> addGradient(noise, part));
    network.gradientVector().assign(sum);
    return losses;
  }

  private double[] addGradient(NoiseStream noise, MicroBatch part) {
    double[] losses = gradientOf(noise, part.ids(), part.batch());
    sum.addi(network.gradientVector().muli(part.share()));
    return losses;
  }

  private double[] gradientOf(NoiseStream noise, long[] ids, NoisedBatch batch) {
    network.batch(noise, step(), ids);
    return network.gradient(batch);
  }

  @Override
  public void combine(double weight, AllReduce sums, INDArray also) {
    INDArray gradient = network.gradientVector();
    gradient.muli(weight);
    sums.sum(gradient, also);
  }

  @Override
  public double apply() {
    return optimizer.apply(network.gradientVector());
  }

  @Override
  public void close() {
    network.close();
  }
}
