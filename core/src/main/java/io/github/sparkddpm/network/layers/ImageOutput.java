package io.github.sparkddpm.network.layers;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The last convolution; turns images back to channels-first on the way out. */
final class ImageOutput implements Block {

  /** Input: [B,H,W,inChannels]. Output: [B,channels,H,W]. */
  record Spec(@JsonProperty("inChannels") int inChannels, @JsonProperty("channels") int channels)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("", inChannels, channels, 3, Initializer.NEAR_ZERO);
    }

    @Override
    public Block create(Parameters parameters, Scope scope) {
      return new ImageOutput(parameters, scope);
    }
  }

  private final Scope scope;
  private final Conv2d conv;
  private INDArray x;

  private ImageOutput(Parameters parameters, Scope scope) {
    this.scope = scope;
    conv = new Conv2d(scope, parameters, "", 1);
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    x = inputs[0];
    INDArray pixels = conv.forward(x); // [B,H,W,C]
    INDArray out = scope.take(pixels.size(0), pixels.size(3), pixels.size(1), pixels.size(2));
    out.assign(pixels.permute(0, 3, 1, 2));
    scope.release(pixels);
    return out;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradPixels =
        scope.take(gradOut.size(0), gradOut.size(2), gradOut.size(3), gradOut.size(1));
    gradPixels.assign(gradOut.permute(0, 2, 3, 1));
    INDArray gradX = conv.backward(x, gradPixels);
    scope.release(gradPixels);
    return new INDArray[] {gradX};
  }
}
