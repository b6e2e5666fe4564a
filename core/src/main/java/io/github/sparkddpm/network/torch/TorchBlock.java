package io.github.sparkddpm.network.torch;

import org.bytedeco.pytorch.Tensor;

/** A block as a function of tensors, differentiable by torch. */
@FunctionalInterface
interface TorchBlock {

  /**
   * Computes the output, a new tensor.
   *
   * @param inputs as the block's vertex has them; images are [B,C,H,W], channels-last
   */
  Tensor forward(Tensor[] inputs, Pass pass);
}
