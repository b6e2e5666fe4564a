package io.github.sparkddpm.network.layers;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** Doubles height and width by repeating pixels, then convolves 3x3. */
final class Upsample implements Block {

  /** Input: [B,H,W,channels]. Output: [B,2H,2W,channels]. */
  record Spec(@JsonProperty("channels") int channels) implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      return ParameterSpec.conv("conv", channels, channels, 3, Initializer.DEFAULT);
    }

    @Override
    public Block create(Parameters parameters, Scope scope) {
      return new Upsample(parameters, scope);
    }
  }

  private final Scope scope;
  private final Conv2d conv;
  private INDArray x;
  private INDArray large;

  private Upsample(Parameters parameters, Scope scope) {
    this.scope = scope;
    conv = new Conv2d(scope, parameters, "conv", 1);
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    x = inputs[0];
    large = scope.take(x.size(0), 2 * x.size(1), 2 * x.size(2), x.size(3));
    NativeOps.upsample(x, large);
    INDArray out = conv.forward(large);
    if (!training) {
      scope.release(large);
    }
    return out;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradLarge = conv.backward(large, gradOut);
    INDArray gradX = scope.takeLike(x);
    NativeOps.upsampleBackward(x, gradLarge, gradX);
    scope.release(large);
    scope.release(gradLarge);
    return new INDArray[] {gradX};
  }
}
