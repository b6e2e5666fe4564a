package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The U-Net as torch computes it. */
public final class TorchUNet implements UNet {

  private final TorchNetwork network;
  private final int channels;
  private INDArray output;

  /** Creates a network whose parameters are to be loaded. */
  public TorchUNet(UNetConfig config, TorchTarget target) {
    network = new TorchNetwork(config, target, false);
    channels = config.outputChannels();
  }

  /** Returns a copy of the parameters. */
  @Override
  public INDArray parameters() {
    return network.vectors().toHost(network.parameters().flat());
  }

  @Override
  public void load(INDArray values) {
    network.parameters().load(values);
  }

  /** Predicts into a buffer that the next call overwrites. */
  @Override
  public INDArray predict(INDArray xt, int[] timesteps, int[] labels) {
    long[] shape = {xt.size(0), channels, xt.size(2), xt.size(3)};
    if (output == null || !Arrays.equals(output.shape(), shape)) {
      output = HostTensors.array(shape);
    }
    return network.compute(
        xt.shape(),
        () -> {
          HostTensors.over(output).copy_(network.predict(xt, timesteps, labels));
          return output;
        });
  }

  @Override
  public void close() {
    network.close();
  }
}
