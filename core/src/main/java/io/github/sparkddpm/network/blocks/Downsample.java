package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Halves height and width by a 3x3 convolution of stride 2, padded (0,1,0,1). */
final class Downsample implements Block {

  /**
   * The description of the block. Input: [B,H,W,channels], H and W even. Output:
   * [B,H/2,W/2,channels].
   */
  record Spec(@JsonProperty("channels") int channels) implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("conv", channels, channels, 3, Initializer.DEFAULT);
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.downsample();
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new Downsample(parameters, workspace);
    }
  }

  private final Conv2d conv;
  private INDArray x;

  private Downsample(Parameters parameters, Workspace workspace) {
    conv = new Conv2d(workspace, parameters, "conv", 2);
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    x = inputs[0];
    return conv.forward(x);
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    return new INDArray[] {conv.backward(x, gradOut)};
  }
}
