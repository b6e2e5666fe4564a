package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.network.UNetPlan.Node;
import io.github.sparkddpm.network.blocks.Block;
import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.blocks.ForwardPass;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Block} as a vertex of a DL4J graph: the only place where the two meet. */
// The superclass drops the "..." of an interface method.
@SuppressWarnings("overrides")
final class BlockVertex extends BareVertex {

  private static final long serialVersionUID = 1L;

  private final transient BlockVertexConf configuration;
  private final transient Parameters parameters;
  private final transient INDArray parametersView;
  private transient INDArray gradientsView;
  private transient Workspace workspace;
  private transient Block block;
  private transient boolean recompute;
  private transient INDArray output;

  BlockVertex(
      ComputationGraph graph,
      String name,
      int index,
      BlockVertexConf configuration,
      Parameters parameters,
      INDArray parametersView,
      DataType type) {
    super(graph, name, index, type);
    this.configuration = configuration;
    this.parameters = parameters;
    this.parametersView = parametersView;
    share(new Workspace(type), new DropoutKeys());
  }

  /** Makes the vertex use buffers and keys in common with others. */
  void share(Workspace common, DropoutKeys dropout) {
    workspace = common;
    block = configuration.spec().create(parameters, common, dropout);
  }

  /**
   * Sets whether the block gives its buffers back after a training pass, and computes it again for
   * the backward pass.
   */
  void recompute(boolean wanted) {
    recompute = wanted;
  }

  /** Returns the block as in a plan, with the inputs that it has in this graph. */
  Node node() {
    List<String> inputs = graph.getConfiguration().getVertexInputs().get(vertexName);
    return new Node(vertexName, configuration.spec(), inputs);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    output = block.forward(inputs, training ? trainingPass() : ForwardPass.PREDICTING);
    return output;
  }

  private ForwardPass trainingPass() {
    return recomputes() ? ForwardPass.FORGETTING : ForwardPass.TRAINING;
  }

  private boolean recomputes() {
    return recompute && block.holdsBuffers();
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    // The backward pass has left every consumer already: nobody reads the output again.
    workspace.release(output);
    if (recomputes()) {
      workspace.release(block.forward(inputs, ForwardPass.TRAINING));
    }
    INDArray[] gradients = block.backward(epsilon);
    workspace.release(epsilon);
    return new Pair<>(null, gradients);
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    gradientsView = view;
    parameters.gradients(view);
  }

  @Override
  public INDArray getGradientsViewArray() {
    return gradientsView;
  }

  @Override
  public INDArray params() {
    return parametersView;
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    Map<String, INDArray> table = new LinkedHashMap<>();
    for (Parameter parameter : parameters.all()) {
      // DL4J takes what follows a key's last underscore for the parameter's name.
      table.put(parameter.spec().name().replace('_', '-'), parameter.value());
    }
    return table;
  }

  @Override
  public TrainingConfig getConfig() {
    return new BlockTrainingConfig(vertexName, configuration);
  }

  @Override
  public boolean updaterDivideByMinibatch(String paramName) {
    return false;
  }

  @Override
  public String toString() {
    return vertexName + ": " + configuration.spec();
  }
}
