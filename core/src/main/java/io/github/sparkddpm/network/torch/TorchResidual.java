package io.github.sparkddpm.network.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The DDPM residual block. */
final class TorchResidual implements TorchBlock {

  private final BlockWeights weights;
  private final int groups;
  private final TorchDropout dropout;
  private final boolean shortcut;

  TorchResidual(BlockWeights weights, int groups, TorchDropout dropout, boolean shortcut) {
    this.weights = weights;
    this.groups = groups;
    this.dropout = dropout;
    this.shortcut = shortcut;
  }

  /** Inputs: the images, a skip if there is one, the time embedding. */
  @Override
  public Tensor forward(Tensor[] inputs, Pass pass) {
    Tensor x =
        inputs.length == 2 ? inputs[0] : torch.cat(new TensorVector(inputs[0], inputs[1]), 1);
    Tensor time = weights.dense("time_emb_proj", inputs[inputs.length - 1]); // [B,C]
    Tensor hidden = weights.convolve("conv1", torch.silu(weights.norm("norm1", x, groups)));
    hidden.add_(time.unsqueeze(2).unsqueeze(3));
    Tensor active = torch.silu(weights.norm("norm2", hidden, groups));
    Tensor out = weights.convolve("conv2", dropout.apply(active, pass));
    out.add_(shortcut ? weights.convolve("conv_shortcut", x) : x);
    return out;
  }
}
