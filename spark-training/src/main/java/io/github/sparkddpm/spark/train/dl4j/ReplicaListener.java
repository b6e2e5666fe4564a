package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.network.graph.SelfDrivenUNet;
import io.github.sparkddpm.spark.executor.EventChannel.Sender;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import io.github.sparkddpm.training.OptimizerConfig;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.solvers.accumulation.EncodedGradientsAccumulator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Adds on the executor what DL4J leaves out. Steps count from the beginning of the run. The rest of
 * a part that is computed in pieces is added to the first one, which DL4J has computed. Gradients
 * are clipped by their global norm and checked for non-finite values. The driver is told of every
 * part that was trained.
 */
final class ReplicaListener extends BaseTrainingListener implements Serializable {

  private static final long serialVersionUID = 1L;

  private final OptimizerConfig optimizer;
  private final Sender<PartEvent> events;
  private double gradientNorm;
  private double[] losses = {};
  private int[] timesteps = {};

  ReplicaListener(OptimizerConfig optimizer, Sender<PartEvent> events) {
    this.optimizer = optimizer;
    this.events = events;
  }

  /**
   * Sets the replica to the start of the round; DL4J calls this for shared gradients only.
   *
   * <p>DL4J keeps an executor's replica from round to round, with whatever it has missed or
   * dropped. It also turns on its workspaces, in which the network's buffers cannot be.
   */
  @Override
  public void onEpochStart(Model model) {
    ComputationGraph graph = (ComputationGraph) model;
    RoundStart start = ExecutorState.here().start();
    graph.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.NONE);
    graph.params().assign(start.parameters());
    graph.getUpdater().setStateViewArray(start.updaterState());
  }

  /** Checks and clips the gradient before Adam. */
  @Override
  public void onGradientCalculation(Model model) {
    // DL4J does not notice that Spark has cancelled the task.
    TaskReporter.requireWanted();
    ComputationGraph graph = (ComputationGraph) model;
    if (graph.getOptimizer().getGradientsAccumulator()
        instanceof EncodedGradientsAccumulator sent) {
      ExecutorState.here().shareBy(sent.getHandler());
    }
    SelfDrivenUNet network = SelfDrivenUNet.of(graph);
    graph.getConfiguration().setIterationCount(Math.toIntExact(network.step()));
    losses = network.imageLosses();
    timesteps = network.timesteps();
    addFurther(network, ExecutorState.here().takeFurther(part(network)));
    INDArray gradient = network.gradientVector();
    gradientNorm = gradient.norm2Number().doubleValue();
    if (!Double.isFinite(gradientNorm)) {
      // The driver sees the norm, and ends the run if too many are not finite.
      gradient.assign(0);
    } else if (gradientNorm > optimizer.gradientClip()) {
      gradient.muli(optimizer.gradientClip() / gradientNorm);
    }
  }

  /** Makes the gradient that of the mean over all pieces, and learns their losses. */
  private void addFurther(SelfDrivenUNet network, List<MultiDataSet> pieces) {
    if (pieces.isEmpty()) {
      return;
    }
    INDArray sum = network.gradientVector().mul(losses.length);
    for (MultiDataSet piece : pieces) {
      network.gradient(piece);
      int images = network.timesteps().length;
      sum.addi(network.gradientVector().muli(images));
      losses = concat(losses, network.imageLosses());
      timesteps =
          IntStream.concat(Arrays.stream(timesteps), Arrays.stream(network.timesteps())).toArray();
    }
    network.gradientVector().assign(sum.divi(losses.length));
  }

  private static double[] concat(double[] some, double[] more) {
    return DoubleStream.concat(Arrays.stream(some), Arrays.stream(more)).toArray();
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    SelfDrivenUNet network = SelfDrivenUNet.of((ComputationGraph) model);
    events.send(
        new Trained(
            part(network),
            ExecutorState.executor(),
            Arrays.stream(losses).boxed().toList(),
            Arrays.stream(timesteps).boxed().toList(),
            gradientNorm));
  }

  private static BatchPart part(SelfDrivenUNet network) {
    return BatchPart.ofKey(network.step(), network.part());
  }
}
