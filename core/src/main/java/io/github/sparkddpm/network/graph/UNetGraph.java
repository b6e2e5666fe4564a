package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.UNetPlan;
import io.github.sparkddpm.network.UNetPlan.Node;
import java.util.Comparator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/** Makes a graph of DL4J of a network's plan: each block is a vertex. */
final class UNetGraph {

  static final String KEYS = "keys";
  static final String BATCH = "batch";
  static final String LOSS = "loss";

  private UNetGraph() {}

  /**
   * The changes that DL4J makes to the parameters.
   *
   * @param weightDecay share of them that it takes off, times the learning rate
   */
  private record Training(IUpdater updater, double weightDecay) {}

  /**
   * Returns the graph of a network, which ends with the prediction.
   *
   * @param type FLOAT, or DOUBLE to check gradients
   * @param seed of the starting parameters
   */
  static ComputationGraphConfiguration configuration(UNetConfig config, DataType type, long seed) {
    GraphBuilder graph = builder(type, seed).addInputs(UNetPlan.IMAGES, UNetPlan.TIMESTEPS);
    if (config.classes() > 0) {
      graph.addInputs(UNetPlan.LABELS);
    }
    String predicted = addBlocks(graph, config, new Training(new NoOp(), 0), UNetPlan.IMAGES);
    return graph.setOutputs(predicted).build();
  }

  /**
   * Returns the graph of a network that DL4J trains by itself, from arrays alone. Its second input
   * is {@link BatchKeys} in place of timesteps, and it ends with the loss.
   *
   * @param seed of the starting parameters and of dropout
   * @param updater what DL4J does with the gradients
   * @param weightDecay share of the parameters that it takes off, times the learning rate
   * @param recompute whether blocks compute their training pass again for the backward pass
   */
  static ComputationGraphConfiguration selfDriven(
      UNetConfig config, long seed, IUpdater updater, double weightDecay, boolean recompute) {
    String images = UNetPlan.IMAGES;
    GraphBuilder graph =
        builder(DataType.FLOAT, seed)
            .addInputs(images, KEYS)
            .addVertex(
                BATCH, new BatchVertexConf(BatchVertexConf.Output.IMAGES, recompute), images, KEYS)
            .addVertex(
                UNetPlan.TIMESTEPS,
                new BatchVertexConf(BatchVertexConf.Output.TIMESTEPS, false),
                KEYS,
                BATCH);
    if (config.classes() > 0) {
      graph.addVertex(
          UNetPlan.LABELS, new BatchVertexConf(BatchVertexConf.Output.LABELS, false), KEYS, BATCH);
    }
    String predicted = addBlocks(graph, config, new Training(updater, weightDecay), BATCH);
    return graph
        .addLayer(LOSS, new EpsilonLossConf(), predicted)
        .setOutputs(LOSS)
        .validateOutputLayerConfig(false)
        .build();
  }

  private static GraphBuilder builder(DataType type, long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .dataType(type)
        .miniBatch(false)
        // The blocks bring their own buffers.
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .graphBuilder();
  }

  /**
   * Adds the blocks.
   *
   * @param images the vertex that the blocks take for the plan's images
   * @return the name of the vertex that predicts the noise
   */
  private static String addBlocks(
      GraphBuilder graph, UNetConfig config, Training training, String images) {
    UNetPlan plan = UNetPlan.of(config);
    // A vertex's number, which it gets as it is added, is a key of its starting values. The time
    // embedding keeps the first one, although DL4J executes conv_in before it, as the plan says.
    plan.nodes().stream()
        .sorted(Comparator.comparing(node -> !node.inputs().contains(UNetPlan.TIMESTEPS)))
        .forEach(
            node ->
                graph.addVertex(
                    node.name(),
                    new BlockVertexConf(node.spec(), training.updater(), training.weightDecay()),
                    inputs(node, images)));
    return plan.output();
  }

  private static String[] inputs(Node node, String images) {
    return node.inputs().stream()
        .map(input -> input.equals(UNetPlan.IMAGES) ? images : input)
        .toArray(String[]::new);
  }
}
