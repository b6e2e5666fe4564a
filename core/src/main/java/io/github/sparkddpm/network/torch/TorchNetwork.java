package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.DeviceMemoryException;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.UNetPlan;
import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.random.NoiseStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The U-Net on a device: its parameters, and passes through its graph. */
public final class TorchNetwork implements AutoCloseable {

  private static final int TRANSFERS = 3;

  private final TorchTarget target;
  private final ParameterLayout layout;
  private final FlatVectors vectors;
  private final TorchParameters parameters;
  private final TorchGraph graph;
  private final HostImages[] transfers = new HostImages[TRANSFERS];
  private boolean recompute;

  /**
   * Creates a network whose parameters are to be loaded.
   *
   * @param trained whether gradients are asked for
   */
  public TorchNetwork(UNetConfig config, TorchTarget target, boolean trained) {
    UNetPlan plan = UNetPlan.of(config);
    this.target = target;
    layout = ParameterLayout.of(plan.nodes());
    vectors = new FlatVectors(layout);
    parameters = new TorchParameters(vectors, target, trained);
    graph = new TorchGraph(plan, parameters, target);
    Arrays.setAll(transfers, i -> new HostImages(target));
  }

  public ParameterLayout layout() {
    return layout;
  }

  public TorchTarget target() {
    return target;
  }

  /** Returns the order of flat vectors on the device. */
  public FlatVectors vectors() {
    return vectors;
  }

  public TorchParameters parameters() {
    return parameters;
  }

  /**
   * Sets whether {@link #backward} keeps the blocks' outputs alone and computes each block again
   * for its backward pass. The gradient then differs by the rounding of sums.
   */
  public void recompute(boolean wanted) {
    recompute = wanted;
  }

  /**
   * Runs work that concerns a batch.
   *
   * @param shape of the images, [B,C,H,W]
   * @throws DeviceMemoryException if memory runs out
   */
  public <T> T compute(long[] shape, Supplier<T> work) {
    return TorchCall.compute(target, shape, work);
  }

  /** Predicts without dropout: float32 [B,C,H,W], in the caller's scope. */
  Tensor predict(INDArray xt, int[] timesteps, int[] labels) {
    Tensor images = transfers[0].copyForGraph(xt);
    Pass pass = new Pass(target, null);
    return forward(inputs(images, timesteps, labels), pass, out -> out.to(ScalarType.Float));
  }

  /**
   * Runs forward and backward with dropout, leaving gradients for {@link
   * TorchParameters#gatherGradient}. Called within {@link #compute}.
   *
   * @param noise of dropout
   * @param step the optimizer step
   * @param ids the examples' ids, length B
   * @return the loss of every image, float32 [B] on the device
   */
  public Tensor backward(NoisedBatch batch, NoiseStream noise, long step, long[] ids) {
    Tensor images = transfers[0].copyForGraph(batch.xt());
    TorchLoss loss = new TorchLoss(batch.objective(), target, transfers[1], transfers[2]);
    Pass pass = new Pass(target, new DropoutKeys(noise, step, ids));
    int[] labels = batch.labels().orElseGet(() -> Labels.none(ids.length));
    Map<String, Tensor> inputs = inputs(images, batch.timesteps(), labels);
    if (recompute) {
      return new RecomputingPass(graph, pass).run(inputs, loss::of);
    }
    Tensor losses = forward(inputs, pass, loss::of);
    losses.mean().backward();
    return losses.detach();
  }

  private Tensor forward(Map<String, Tensor> inputs, Pass pass, Function<Tensor, Tensor> result) {
    try (Tensor out = graph.forward(inputs, pass)) {
      return result.apply(out);
    }
  }

  private Map<String, Tensor> inputs(Tensor images, int[] timesteps, int[] labels) {
    return TorchGraph.inputs(images, onDevice(timesteps), onDevice(labels));
  }

  private Tensor onDevice(int[] numbers) {
    return target.integers(Arrays.stream(numbers).asLongStream().toArray());
  }

  @Override
  public void close() {
    for (HostImages transfer : transfers) {
      transfer.close();
    }
    parameters.close();
  }
}
