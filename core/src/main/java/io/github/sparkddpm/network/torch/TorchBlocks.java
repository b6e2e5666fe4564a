package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.blocks.BlockKinds;
import io.github.sparkddpm.network.blocks.DropoutRule;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Makes the form of a block that torch computes. */
final class TorchBlocks implements BlockKinds<TorchBlock> {

  private final BlockWeights weights;
  private final TorchTarget target;

  TorchBlocks(BlockWeights weights, TorchTarget target) {
    this.weights = weights;
    this.target = target;
  }

  @Override
  public TorchBlock timeEmbedding(int baseChannels, boolean activated) {
    TorchBlock embedding = new TorchTimeEmbedding(weights, target, baseChannels);
    return activated ? (inputs, pass) -> torch.silu(embedding.forward(inputs, pass)) : embedding;
  }

  @Override
  public TorchBlock classEmbedding() {
    return (inputs, pass) -> torch.silu(inputs[0].add(weights.embed(inputs[1])));
  }

  @Override
  public TorchBlock imageInput() {
    return (inputs, pass) -> weights.convolve("", inputs[0]);
  }

  @Override
  public TorchBlock residual(int skipChannels, int groups, DropoutRule dropout, boolean shortcut) {
    return new TorchResidual(weights, groups, new TorchDropout(dropout), shortcut);
  }

  @Override
  public TorchBlock selfAttention(int groups) {
    return new TorchAttention(weights, groups);
  }

  @Override
  public TorchBlock downsample() {
    long[] rightAndBottom = {0, 1, 0, 1};
    return (inputs, pass) ->
        weights.convolve("conv", torch.constant_pad_nd(inputs[0], rightAndBottom), 2, 0);
  }

  @Override
  public TorchBlock upsample() {
    return (inputs, pass) -> weights.convolve("conv", enlarged(inputs[0]));
  }

  @Override
  public TorchBlock normOutput(int groups) {
    return (inputs, pass) -> torch.silu(weights.norm("", inputs[0], groups));
  }

  @Override
  public TorchBlock imageOutput() {
    return (inputs, pass) -> weights.convolve("", inputs[0]);
  }

  private static Tensor enlarged(Tensor images) {
    long[] size = {2 * images.size(2), 2 * images.size(3)};
    return torch.upsample_nearest2d(images, size, new DoubleOptional(), new DoubleOptional());
  }
}
