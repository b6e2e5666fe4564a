package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.blocks.BlockSpec;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * DL4J's graph of a network for other engines to execute. Its blocks are in the order in which DL4J
 * executes them, which is also that of the flat parameter vector.
 *
 * @param nodes the blocks
 * @param output name of the node whose output is the network's
 */
public record GraphPlan(List<Node> nodes, String output) {

  /** The name of the input that is x_t, [B,C,H,W]. */
  public static final String IMAGES = UNetGraph.IMAGES;

  /** The name of the input that is the timesteps, [B]. */
  public static final String TIMESTEPS = UNetGraph.TIMESTEPS;

  /**
   * One block with its name and inputs.
   *
   * @param inputs names of nodes or of the graph's inputs
   */
  public record Node(String name, BlockSpec spec, List<String> inputs) {

    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  public GraphPlan {
    nodes = List.copyOf(nodes);
  }

  /** Returns the plan of a network; makes no parameters. */
  public static GraphPlan of(UNetConfig config) {
    ComputationGraphConfiguration graph = UNetGraph.configuration(config, DataType.FLOAT, 0);
    GraphIndices indices = new ComputationGraph(graph).calculateIndices();
    Map<String, GraphVertex> vertices = graph.getVertices();
    Map<String, List<String>> inputs = graph.getVertexInputs();
    List<Node> nodes =
        Arrays.stream(indices.getTopologicalSortOrder())
            .mapToObj(index -> indices.getIdxToName().get(index))
            .filter(name -> vertices.get(name) instanceof BlockVertexConf)
            .map(name -> new Node(name, spec(vertices.get(name)), inputs.get(name)))
            .toList();
    return new GraphPlan(nodes, inputs.get(UNetGraph.LOSS).get(0));
  }

  /** Returns the place of every tensor in the flat parameter vector. */
  public ParameterLayout layout() {
    List<ParameterLayout.Tensor> tensors = new ArrayList<>();
    long offset = 0;
    for (Node node : nodes) {
      for (ParameterSpec spec : node.spec().parameters()) {
        String name = node.name() + "." + spec.name();
        tensors.add(new ParameterLayout.Tensor(name, offset, spec.shape()));
        offset += spec.length();
      }
    }
    return new ParameterLayout(tensors);
  }

  private static BlockSpec spec(GraphVertex vertex) {
    return ((BlockVertexConf) vertex).spec();
  }
}
