package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A U-Net that DL4J trains by {@code graph.fit(MultiDataSet)}, as its training on Spark does.
 * Arrays that travel with the images hold the keys of random draws (dropout).
 *
 * <p>Its flat parameter vector is laid out as {@link GraphUNet}'s.
 */
public final class SelfDrivenUNet {

  private final ComputationGraph graph;
  private final GraphBlocks blocks;

  private SelfDrivenUNet(ComputationGraph graph) {
    this.graph = graph;
    this.blocks = new GraphBlocks(graph);
  }

  /**
   * Creates a network.
   *
   * @param seed of dropout, and of parameters that are other than {@code GraphUNet}'s
   * @param updater what DL4J does with the gradients
   * @param weightDecay share of the parameters that it takes off, times the learning rate
   * @param recompute as {@link GraphUNet#recompute}
   */
  public static SelfDrivenUNet create(
      UNetConfig config, long seed, IUpdater updater, double weightDecay, boolean recompute) {
    ComputationGraph graph =
        new ComputationGraph(UNetGraph.selfDriven(config, seed, updater, weightDecay, recompute));
    graph.init();
    return of(graph);
  }

  /** Wraps a graph that DL4J has made of the configuration of another one. */
  public static SelfDrivenUNet of(ComputationGraph graph) {
    return new SelfDrivenUNet(graph);
  }

  /**
   * Returns the data set that the graph is fitted to.
   *
   * @param batch what is trained on
   * @param step the optimizer step
   * @param part which part of the step's batch this is, in [0, 2^24)
   * @param ids the examples' ids, length B
   */
  public static MultiDataSet batch(NoisedBatch batch, long step, int part, long[] ids) {
    INDArray keys =
        new BatchKeys(
                batch.timesteps(),
                step,
                part,
                ids,
                batch.labels().orElseGet(() -> Labels.none(ids.length)))
            .toArray();
    LossLabels loss = LossLabels.of(batch.objective());
    MultiDataSet data =
        new MultiDataSet(new INDArray[] {batch.xt(), keys}, new INDArray[] {loss.labels()});
    if (loss.mask() != null) {
      data.setLabelsMaskArray(new INDArray[] {loss.mask()});
    }
    return data;
  }

  public ComputationGraph graph() {
    return graph;
  }

  public ParameterLayout layout() {
    return blocks.layout();
  }

  /** Returns the flat parameter vector [P]; writing to it changes the network. */
  public INDArray parameters() {
    return graph.params().reshape(graph.params().length());
  }

  /**
   * Returns the flat gradient vector [P] of the last pass. DL4J continues with the values that are
   * written to it.
   */
  public INDArray gradientVector() {
    INDArray gradients = graph.getFlattenedGradients();
    return gradients.reshape(gradients.length());
  }

  /**
   * Makes a pass by itself, without changing the parameters: what {@code graph.fit} computes before
   * it asks the updater.
   *
   * @param part as {@link #batch} returns it
   */
  public void gradient(org.nd4j.linalg.dataset.api.MultiDataSet part) {
    graph.setInputs(part.getFeatures());
    graph.setLabels(part.getLabels());
    graph.setLayerMaskArrays(null, part.getLabelsMaskArrays());
    graph.computeGradientAndScore();
  }

  /** Returns the step of the last pass. */
  public long step() {
    return blocks.keys().step();
  }

  /** Returns the part of the step's batch that the last pass saw, in [0, 2^24). */
  public int part() {
    return blocks.keys().part();
  }

  /** Returns the zero-based timesteps of the last pass, length B. */
  public int[] timesteps() {
    return blocks.keys().timesteps();
  }

  /** Returns the loss of every image of the last pass, length B. */
  public double[] imageLosses() {
    return blocks.imageLosses();
  }
}
