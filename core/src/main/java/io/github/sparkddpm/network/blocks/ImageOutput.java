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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The last convolution; turns images back to channels-first on the way out. */
final class ImageOutput implements Block {

  /** The description of the block. Input: [B,H,W,inChannels]. Output: [B,channels,H,W]. */
  record Spec(@JsonProperty("inChannels") int inChannels, @JsonProperty("channels") int channels)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("", inChannels, channels, 3, Initializer.NEAR_ZERO);
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.imageOutput();
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new ImageOutput(parameters, workspace);
    }
  }

  private final Workspace workspace;
  private final Parameter weight;
  private final Parameter bias;
  private final Conv2d conv;
  private final INDArray mirror;
  private INDArray x;

  private ImageOutput(Parameters parameters, Workspace workspace) {
    this.workspace = workspace;
    weight = parameters.get("", "weight");
    bias = parameters.get("", "bias");
    conv = new Conv2d(workspace, parameters, "", 1);
    mirror = mirror().castTo(workspace.type());
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    x = inputs[0];
    INDArray pixels = conv.forward(x); // [B,H,W,C]
    INDArray out = workspace.take(pixels.size(0), pixels.size(3), pixels.size(1), pixels.size(2));
    out.assign(pixels.permute(0, 3, 1, 2));
    workspace.release(pixels);
    return out;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    long channels = gradOut.size(1);
    long inChannels = x.size(3);
    INDArray patches = workspace.take(gradOut.length() / channels, channels * Patches.TAPS);
    Patches.of(gradOut, patches);
    INDArray gradX = workspace.takeLike(x);
    NativeOps.matmul(patches, false, mirroredWeight(), false, rows(gradX));
    INDArray gradMirrored = workspace.take(patches.size(1), inChannels);
    NativeOps.matmul(patches, true, rows(x), false, gradMirrored);
    INDArray byTap = gradMirrored.reshape('c', channels, Patches.TAPS, inChannels);
    NativeOps.matmul(
        byTap.permute(0, 2, 1).dup('c').reshape('c', channels * inChannels, Patches.TAPS),
        false,
        mirror,
        false,
        weight.gradient().reshape('c', channels * inChannels, Patches.TAPS));
    bias.gradient().assign(gradOut.sum(0, 2, 3));
    workspace.release(patches);
    workspace.release(gradMirrored);
    return new INDArray[] {gradX};
  }

  /**
   * Returns the kernels turned by half a circle, [C 9, iC]. A pixel that the forward pass saw down
   * and right of an output has that output up and left of itself.
   */
  private INDArray mirroredWeight() {
    long channels = weight.value().size(0);
    long inChannels = weight.value().size(1);
    INDArray turned = workspace.take(channels * inChannels, Patches.TAPS);
    INDArray taps = weight.value().reshape('c', channels * inChannels, Patches.TAPS);
    NativeOps.matmul(taps, false, mirror, false, turned);
    INDArray byChannel = turned.reshape('c', channels, inChannels, Patches.TAPS);
    INDArray result = byChannel.permute(0, 2, 1).dup('c');
    workspace.release(turned);
    return result.reshape('c', channels * Patches.TAPS, inChannels);
  }

  private static INDArray rows(INDArray images) {
    return images.reshape('c', images.length() / images.size(3), images.size(3));
  }

  /** Returns the matrix that reverses the order of a kernel's taps. */
  private static INDArray mirror() {
    float[][] matrix = new float[Patches.TAPS][Patches.TAPS];
    for (int tap = 0; tap < Patches.TAPS; tap++) {
      matrix[tap][Patches.TAPS - 1 - tap] = 1;
    }
    return Nd4j.createFromArray(matrix);
  }
}
