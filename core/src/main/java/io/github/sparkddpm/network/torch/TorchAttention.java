package io.github.sparkddpm.network.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Single-head self-attention over pixels, by torch's fused kernels. */
final class TorchAttention implements TorchBlock {

  private final BlockWeights weights;
  private final int groups;

  TorchAttention(BlockWeights weights, int groups) {
    this.weights = weights;
    this.groups = groups;
  }

  @Override
  public Tensor forward(Tensor[] inputs, Pass pass) {
    Tensor x = inputs[0];
    Tensor normed = weights.norm("group_norm", x, groups).permute(0, 2, 3, 1);
    Tensor pixels = normed.reshape(x.size(0), 1, x.size(2) * x.size(3), x.size(1)); // [B,1,HW,C]
    Tensor mixed =
        torch.scaled_dot_product_attention(
            weights.dense("to_q", pixels),
            weights.dense("to_k", pixels),
            weights.dense("to_v", pixels));
    Tensor out = weights.dense("to_out.0", mixed);
    return x.add(out.reshape(x.size(0), x.size(2), x.size(3), x.size(1)).permute(0, 3, 1, 2));
  }
}
