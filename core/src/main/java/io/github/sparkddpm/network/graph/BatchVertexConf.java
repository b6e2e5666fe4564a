package io.github.sparkddpm.network.graph;

import java.util.Objects;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The configuration of {@link BatchVertex}. */
final class BatchVertexConf extends BareVertexConf {

  private static final long serialVersionUID = 1L;

  /** The output of the vertex. */
  enum Output {
    /** The images, out of the inputs images [B,C,H,W] and keys [B,11]. */
    IMAGES,
    /**
     * The timesteps [B,1], out of the input keys [B,11]. The other input is the images: nothing is
     * read from them, but they ensure that the pass has begun.
     */
    TIMESTEPS,
    /** The classes [B,1], out of the same inputs as the timesteps. */
    LABELS
  }

  @JsonProperty private final Output output;
  @JsonProperty private final boolean recompute;

  /**
   * Creates the configuration of a vertex.
   *
   * @param recompute whether the vertex of images makes all blocks compute their training pass
   *     again for the backward pass
   */
  @JsonCreator
  BatchVertexConf(
      @JsonProperty("output") Output output, @JsonProperty("recompute") boolean recompute) {
    this.output = output;
    this.recompute = recompute;
  }

  @Override
  public BatchVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType type) {
    return new BatchVertex(graph, name, index, output, recompute, type);
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  String description() {
    return output.toString();
  }

  @Override
  public GraphVertex clone() {
    return new BatchVertexConf(output, recompute);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchVertexConf conf
        && conf.output == output
        && conf.recompute == recompute;
  }

  @Override
  public int hashCode() {
    return Objects.hash(output, recompute);
  }
}
