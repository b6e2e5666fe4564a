package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.random.NoiseStream;
import java.util.Map;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The start of a pass in a graph that DL4J drives by itself. It takes the images and their {@link
 * BatchKeys}, prepares buffers and dropout of all blocks, and outputs the images, the timesteps or
 * the classes.
 */
// The superclass drops the "..." of an interface method.
@SuppressWarnings("overrides")
final class BatchVertex extends BareVertex {

  private static final long serialVersionUID = 1L;

  private final BatchVertexConf.Output kind;
  private final boolean recompute;
  private transient Workspace workspace;
  private transient DropoutKeys dropout;
  private transient BatchKeys keys;

  BatchVertex(
      ComputationGraph graph,
      String name,
      int index,
      BatchVertexConf.Output kind,
      boolean recompute,
      DataType type) {
    super(graph, name, index, type);
    this.kind = kind;
    this.recompute = recompute;
  }

  /** Returns the keys of the last pass. */
  BatchKeys keys() {
    return keys;
  }

  /** Returns the bytes of the buffers that the blocks hold between passes. */
  long bufferBytes() {
    return workspace.bytes();
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return switch (kind) {
      case IMAGES -> {
        begin(BatchKeys.of(inputs[1]));
        // A loader thread of DL4J's may have put the images into a workspace of its own.
        yield inputs[0].detach();
      }
      case TIMESTEPS -> column(BatchKeys.of(inputs[0]).timesteps());
      case LABELS -> column(BatchKeys.of(inputs[0]).labels());
    };
  }

  private void begin(BatchKeys batch) {
    keys = batch;
    if (workspace == null) {
      workspace = new Workspace(graph.params().dataType());
      dropout = new DropoutKeys();
      GraphBlocks blocks = new GraphBlocks(graph);
      blocks.share(workspace, dropout);
      blocks.recompute(recompute);
    }
    workspace.begin();
    long seed = graph.getConfiguration().getDefaultConfiguration().getSeed();
    dropout.set(new NoiseStream(seed), batch.step(), batch.ids());
  }

  private INDArray column(int[] numbers) {
    return Nd4j.createFromArray(numbers).castTo(dataType).reshape(numbers.length, 1);
  }

  /** Returns no derivatives: nobody needs those by what is given. */
  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    return new Pair<>(null, new INDArray[] {null, null});
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    throw new UnsupportedOperationException("A batch has no parameters");
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return Map.of();
  }

  @Override
  public String toString() {
    return vertexName + ": " + kind;
  }
}
