package io.github.sparkddpm.network.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The embedding of the timesteps [B]: [sin | cos] in double, as DL4J's engine computes it, and two
 * layers.
 */
final class TorchTimeEmbedding implements TorchBlock {

  private final BlockWeights weights;
  private final TorchTarget target;
  private final int half;

  TorchTimeEmbedding(BlockWeights weights, TorchTarget target, int baseChannels) {
    this.weights = weights;
    this.target = target;
    half = baseChannels / 2;
  }

  @Override
  public Tensor forward(Tensor[] inputs, Pass pass) {
    TensorOptions doubles = target.options(ScalarType.Double);
    double exponent = -Math.log(10000) / (half - 1);
    Tensor frequencies =
        torch.arange(new Scalar((long) half), doubles).mul_(new Scalar(exponent)).exp_();
    Tensor angles = inputs[0].to(ScalarType.Double).unsqueeze(1).mul(frequencies);
    Tensor sinusoid = torch.cat(new TensorVector(angles.sin(), angles.cos()), 1);
    Tensor hidden = torch.silu(weights.dense("linear_1", sinusoid.to(target.type())));
    return weights.dense("linear_2", hidden);
  }
}
