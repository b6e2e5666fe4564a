package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.NativeOps;
import io.github.sparkddpm.network.kernels.Patches;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The first convolution; turns images from channels-first to channels-last on the way in. */
final class ImageInput implements Block {

  /** The description of the block. Input: [B,channels,H,W]. Output: [B,H,W,outChannels]. */
  record Spec(@JsonProperty("channels") int channels, @JsonProperty("outChannels") int outChannels)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("", channels, outChannels, 3, Initializer.DEFAULT);
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.imageInput();
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new ImageInput(parameters, workspace);
    }
  }

  private final Workspace workspace;
  private final Parameter weight;
  private final Parameter bias;
  private final Conv2d conv;
  private INDArray images;

  private ImageInput(Parameters parameters, Workspace workspace) {
    this.workspace = workspace;
    weight = parameters.get("", "weight");
    bias = parameters.get("", "bias");
    conv = new Conv2d(workspace, parameters, "", 1);
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    images = inputs[0];
    INDArray pixels =
        workspace.take(images.size(0), images.size(2), images.size(3), images.size(1));
    pixels.assign(images.permute(0, 2, 3, 1));
    INDArray out = conv.forward(pixels);
    workspace.release(pixels);
    return out;
  }

  /** Returns no derivative by the images, which nobody needs. */
  @Override
  public INDArray[] backward(INDArray gradOut) {
    long outChannels = gradOut.size(3);
    long columns = images.size(1) * Patches.TAPS;
    INDArray patches = workspace.take(gradOut.length() / outChannels, columns);
    Patches.of(images, patches);
    INDArray rows = gradOut.reshape('c', patches.size(0), outChannels);
    INDArray gradWeight = weight.gradient().reshape('c', outChannels, columns);
    NativeOps.matmul(rows, true, patches, false, gradWeight);
    NativeOps.columnSums(workspace, rows, bias.gradient());
    workspace.release(patches);
    return new INDArray[] {null};
  }
}
