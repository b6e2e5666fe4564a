package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.kernels.Workspace;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The U-Net's view of a DL4J graph: its blocks, in the order of the flat parameter vector. */
final class GraphBlocks {

  private final ComputationGraph graph;

  GraphBlocks(ComputationGraph graph) {
    this.graph = graph;
  }

  /** Makes all blocks use one set of buffers, and the keys of one batch. */
  void share(Workspace workspace, DropoutKeys dropout) {
    blocks().forEach(vertex -> vertex.share(workspace, dropout));
  }

  /** Makes all blocks compute their training pass again for the backward pass, or not. */
  void recompute(boolean wanted) {
    blocks().forEach(vertex -> vertex.recompute(wanted));
  }

  /** Returns the place of every tensor in {@code graph.params()}. */
  ParameterLayout layout() {
    return ParameterLayout.of(blocks().stream().map(BlockVertex::node).toList());
  }

  /** Returns the loss of every image of the last training pass, length B. */
  double[] imageLosses() {
    return ((EpsilonLoss) graph.getLayer(UNetGraph.LOSS)).imageLosses();
  }

  /**
   * Returns the keys of the last pass of a self-driven graph: its timesteps and its step.
   *
   * @see UNetGraph#selfDriven
   */
  BatchKeys keys() {
    return ((BatchVertex) graph.getVertex(UNetGraph.BATCH)).keys();
  }

  private List<BlockVertex> blocks() {
    return Arrays.stream(graph.topologicalSortOrder())
        .mapToObj(index -> graph.getVertices()[index])
        .filter(BlockVertex.class::isInstance)
        .map(BlockVertex.class::cast)
        .toList();
  }
}
