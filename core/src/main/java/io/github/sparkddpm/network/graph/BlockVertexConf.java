package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.network.blocks.BlockSpec;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import io.github.sparkddpm.random.NoiseStream;
import java.util.Objects;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A {@link BlockSpec} as a vertex of a DL4J graph's configuration. */
final class BlockVertexConf extends BareVertexConf {

  private static final long serialVersionUID = 1L;

  @JsonProperty private final BlockSpec spec;
  @JsonProperty private final IUpdater updater;
  @JsonProperty private final double weightDecay;

  /**
   * Creates the configuration of a block.
   *
   * @param updater how DL4J's own training changes the parameters; {@link NoOp} where that is not
   *     used
   * @param weightDecay share of the parameters that it takes off, times the learning rate; 0 for
   *     none
   */
  @JsonCreator
  BlockVertexConf(
      @JsonProperty("spec") BlockSpec spec,
      @JsonProperty("updater") IUpdater updater,
      @JsonProperty("weightDecay") double weightDecay) {
    this.spec = spec;
    this.updater = updater;
    this.weightDecay = weightDecay;
  }

  BlockSpec spec() {
    return spec;
  }

  IUpdater updater() {
    return updater;
  }

  double weightDecay() {
    return weightDecay;
  }

  @Override
  public BlockVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType type) {
    Parameters parameters = new Parameters(spec.parameters(), paramsView);
    if (initializeParams) {
      long seed = graph.getConfiguration().getDefaultConfiguration().getSeed();
      parameters.initialize(new NoiseStream(seed), index);
    }
    return new BlockVertex(graph, name, index, this, parameters, paramsView, type);
  }

  @Override
  public long numParams(boolean backprop) {
    return spec.parameters().stream().mapToLong(ParameterSpec::length).sum();
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 3;
  }

  @Override
  String description() {
    return spec.toString();
  }

  @Override
  public GraphVertex clone() {
    return new BlockVertexConf(spec, updater.clone(), weightDecay);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockVertexConf conf
        && conf.spec.equals(spec)
        && conf.updater.equals(updater)
        && conf.weightDecay == weightDecay;
  }

  @Override
  public int hashCode() {
    return Objects.hash(spec, updater, weightDecay);
  }
}
