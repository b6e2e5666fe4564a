package io.github.sparkddpm.network.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** The learned tensors of one block, as functions. */
final class BlockWeights {

  private static final double EPSILON = 1e-6;

  private final TorchParameters parameters;
  private final String block;

  /**
   * Creates a view of one block's weights.
   *
   * @param block its name in the graph
   */
  BlockWeights(TorchParameters parameters, String block) {
    this.parameters = parameters;
    this.block = block;
  }

  /** Convolves and keeps the size of images; the name of a block's only layer is empty. */
  Tensor convolve(String layer, Tensor images) {
    return convolve(layer, images, 1, weight(layer).size(2) / 2);
  }

  Tensor convolve(String layer, Tensor images, long stride, long padding) {
    long[] one = {1, 1};
    return torch.conv2d(
        images,
        weight(layer),
        bias(layer),
        new long[] {stride, stride},
        new long[] {padding, padding},
        one,
        1);
  }

  /** Applies a dense layer over the last dimension. */
  Tensor dense(String layer, Tensor rows) {
    return torch.linear(rows, weight(layer), bias(layer));
  }

  /**
   * Returns the rows of the block's table.
   *
   * @param labels int64 [B]; a negative one has a row of zeros
   */
  Tensor embed(Tensor labels) {
    Tensor rows = torch.embedding(weight(""), labels.clamp_min(new Scalar(0L)));
    return rows.mul(labels.ge(new Scalar(0L)).unsqueeze(1));
  }

  /** Applies GroupNorm, for which torch's kernel on GPUs takes channels-first alone. */
  Tensor norm(String layer, Tensor images, int groups) {
    return torch
        .group_norm(images, groups, new TensorOptional(weight(layer)), bias(layer), EPSILON, true)
        .contiguous(MemoryFormat.ChannelsLast);
  }

  private Tensor weight(String layer) {
    return parameters.get(name(layer, "weight"));
  }

  private TensorOptional bias(String layer) {
    return new TensorOptional(parameters.get(name(layer, "bias")));
  }

  private String name(String layer, String tensor) {
    return block + "." + (layer.isEmpty() ? tensor : layer + "." + tensor);
  }
}
