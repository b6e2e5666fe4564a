package io.github.sparkddpm.network.layers;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The first convolution; turns images from channels-first to channels-last on the way in. */
final class ImageInput implements Block {

  /** Input: [B,channels,H,W]. Output: [B,H,W,outChannels]. */
  record Spec(@JsonProperty("channels") int channels, @JsonProperty("outChannels") int outChannels)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("", channels, outChannels, 3, Initializer.DEFAULT);
    }

    @Override
    public Block create(Parameters parameters, Scope scope) {
      return new ImageInput(parameters, scope);
    }
  }

  private final Scope scope;
  private final Conv2d conv;
  private INDArray pixels;

  private ImageInput(Parameters parameters, Scope scope) {
    this.scope = scope;
    conv = new Conv2d(scope, parameters, "", 1);
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray x = inputs[0];
    pixels = scope.take(x.size(0), x.size(2), x.size(3), x.size(1));
    pixels.assign(x.permute(0, 2, 3, 1));
    return conv.forward(pixels);
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradPixels = conv.backward(pixels, gradOut);
    scope.release(pixels);
    return new INDArray[] {gradPixels.permute(0, 3, 1, 2)};
  }
}
