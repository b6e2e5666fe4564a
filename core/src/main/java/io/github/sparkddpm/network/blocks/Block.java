package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A differentiable function with parameters: what a vertex of the network's graph computes.
 *
 * <p>Images are channels-last, [B,H,W,C]. Every array returned comes from the block's {@link
 * Workspace} and no two are the same memory, so a caller may add to them in place.
 */
public interface Block {

  /**
   * Computes the output.
   *
   * @param inputs not modified; when training they must keep their content until {@link #backward}
   * @param pass whether to apply dropout, and to remember what {@link #backward} needs
   */
  INDArray forward(INDArray[] inputs, ForwardPass pass);

  /**
   * Returns the gradients by every input for the last {@link ForwardPass#TRAINING} pass, whose
   * output is not read. Gradients by parameters are written to {@link Parameter#gradient()}.
   *
   * @param gradOut the loss's derivative by the output, not modified
   * @return one array an input, null where the input has no derivative
   */
  INDArray[] backward(INDArray gradOut);

  /**
   * Returns whether a training pass holds buffers until the backward pass, so that a forgetting one
   * saves memory.
   */
  default boolean holdsBuffers() {
    return false;
  }
}
