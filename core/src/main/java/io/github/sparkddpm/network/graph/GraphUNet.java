package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.SimpleLoss;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.random.NoiseStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The DDPM U-Net as a DL4J {@link ComputationGraph} of this project's blocks. It also makes the
 * starting parameters of every engine.
 *
 * <p>Parameters and gradients are one flat vector each, of which every tensor is a view. For one
 * thread at a time.
 */
public final class GraphUNet implements UNet {

  private final ComputationGraph graph;
  private final GraphBlocks blocks;
  private final Workspace workspace;
  private final DropoutKeys dropout = new DropoutKeys();

  private GraphUNet(ComputationGraph graph) {
    this.graph = graph;
    blocks = new GraphBlocks(graph);
    workspace = new Workspace(graph.params().dataType());
    blocks.share(workspace, dropout);
  }

  /**
   * Creates a network with random parameters.
   *
   * @param seed the same seed gives the same parameters
   */
  public static GraphUNet create(UNetConfig config, long seed) {
    return create(config, DataType.FLOAT, seed);
  }

  /**
   * Creates a network as {@link #create(UNetConfig, long)} does, in FLOAT or, to check gradients,
   * DOUBLE.
   */
  public static GraphUNet create(UNetConfig config, DataType type, long seed) {
    ComputationGraph graph = new ComputationGraph(UNetGraph.configuration(config, type, seed));
    graph.init();
    return new GraphUNet(graph);
  }

  /** Returns the place of every tensor in the vectors, as DL4J has laid them out. */
  public ParameterLayout layout() {
    return blocks.layout();
  }

  /** Returns the flat parameter vector [P]; writing to it changes the network. */
  @Override
  public INDArray parameters() {
    return graph.params().reshape(graph.params().length());
  }

  @Override
  public void load(INDArray parameters) {
    parameters().assign(parameters);
  }

  /** Returns the flat gradient vector [P] that {@link #gradient} fills. */
  public INDArray gradientVector() {
    if (graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
    INDArray gradients = graph.getFlattenedGradients();
    return gradients.reshape(gradients.length());
  }

  /**
   * Sets whether {@link #gradient} keeps the blocks' outputs alone and computes each block again
   * for its backward pass (Chen et al. 2016). The gradient is the same, bit for bit.
   */
  public void recompute(boolean wanted) {
    blocks.recompute(wanted);
  }

  /**
   * Sets the examples of the next training pass, so that each one's dropout depends on (seed, step,
   * example id) alone.
   */
  public void batch(NoiseStream noise, long step, long[] ids) {
    dropout.set(noise, step, ids);
  }

  /**
   * Makes a forward pass through the blocks of {@link io.github.sparkddpm.network.UNetPlan},
   * compares the prediction with what it should be by {@link SimpleLoss}, and makes a backward
   * pass. DL4J visits the blocks both ways, and they leave the gradient in {@link
   * #gradientVector()}.
   *
   * @return the loss of every image, length B; the loss is their mean
   */
  public double[] gradient(NoisedBatch batch) {
    workspace.begin();
    int[] labels = batch.labels().orElseGet(() -> Labels.none(batch.timesteps().length));
    INDArray[] inputs = inputs(batch.xt(), batch.timesteps(), labels);
    INDArray predicted = graph.feedForward(inputs, true, false).get(output());
    SimpleLoss loss = new SimpleLoss(batch.objective(), predicted);
    graph.backpropGradient(loss.gradient());
    return loss.perImage();
  }

  @Override
  public INDArray predict(INDArray xt, int[] timesteps, int[] labels) {
    workspace.begin();
    // A copy: the block's own output is a buffer of the next pass.
    return graph.outputSingle(false, inputs(xt, timesteps, labels)).dup();
  }

  /** Leaves ND4J's arrays to Java's garbage collector, which frees them with this object. */
  @Override
  public void close() {}

  /** Returns the bytes of the buffers held between passes. */
  long bufferBytes() {
    return workspace.bytes();
  }

  private String output() {
    return graph.getConfiguration().getNetworkOutputs().get(0);
  }

  private INDArray[] inputs(INDArray xt, int[] timesteps, int[] labels) {
    return graph.getNumInputArrays() == 2
        ? new INDArray[] {xt, column(timesteps)}
        : new INDArray[] {xt, column(timesteps), column(labels)};
  }

  private INDArray column(int[] numbers) {
    return Nd4j.createFromArray(numbers)
        .castTo(graph.params().dataType())
        .reshape(numbers.length, 1);
  }
}
