package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.UNetPlan.Node;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * A training pass that keeps the outputs of blocks alone. It goes back from block to block: it
 * computes each one again, in a graph of its own for torch, and differentiates that (Chen et al.
 * 2016, "Training Deep Nets with Sublinear Memory Cost").
 *
 * <p>Torch adds up the gradients of an output that several blocks read, in the output itself.
 */
final class RecomputingPass {

  private final TorchGraph graph;
  private final Pass pass;

  RecomputingPass(TorchGraph graph, Pass pass) {
    this.graph = graph;
    this.pass = pass;
  }

  /**
   * Runs forward and backward, leaving the parameters' gradients in them.
   *
   * @param values the graph's inputs; released
   * @param loss of every image, [B], by the network's output
   * @return the loss of every image, [B]
   */
  Tensor run(Map<String, Tensor> values, Function<Tensor, Tensor> loss) {
    try {
      forward(values);
      Tensor losses = loss.apply(values.get(graph.plan().output()));
      losses.mean().backward();
      for (int i = graph.plan().nodes().size() - 1; i >= 0; i--) {
        backward(i, values);
      }
      return losses.detach();
    } finally {
      values.values().forEach(Pointer::releaseReference);
    }
  }

  private void forward(Map<String, Tensor> values) {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (int i = 0; i < graph.plan().nodes().size(); i++) {
        Tensor output = graph.run(i, values, pass);
        values.put(graph.plan().nodes().get(i).name(), output);
        output.set_requires_grad(true);
      }
    }
  }

  /** Differentiates a block, whose output no other block needs any more. */
  private void backward(int block, Map<String, Tensor> values) {
    Node node = graph.plan().nodes().get(block);
    try (PointerScope scope = new PointerScope();
        Tensor gradient = takeGradient(values.remove(node.name()));
        Tensor output = graph.run(block, values, pass)) {
      output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
    }
  }

  /** Returns the gradient by an output, and frees the output. */
  private static Tensor takeGradient(Tensor output) {
    try (output) {
      return new Tensor(output.grad());
    }
  }
}
