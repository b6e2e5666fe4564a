package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** GroupNorm and SiLU before the last convolution. */
final class NormOutput implements Block {

  /** The description of the block. Input and output: [B,H,W,channels]. */
  record Spec(@JsonProperty("channels") int channels, @JsonProperty("groups") int groups)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.norm("", channels);
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.normOutput(groups);
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new NormOutput(this, parameters, workspace);
    }
  }

  private final GroupNorm norm;
  private INDArray x;

  private NormOutput(Spec spec, Parameters parameters, Workspace workspace) {
    norm = new GroupNorm(workspace, parameters, "", spec.groups(), true);
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    x = inputs[0];
    return norm.forward(x);
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    return new INDArray[] {norm.backward(x, gradOut)};
  }
}
