package io.github.sparkddpm.onnx;

import java.util.List;

/** A block of the network as nodes of ONNX. Images are channels-first, [B,C,H,W]. */
@FunctionalInterface
interface OnnxBlock {

  /**
   * Adds the nodes.
   *
   * @param inputs names of the block's inputs
   * @return the name of its output
   */
  String add(List<String> inputs);
}
