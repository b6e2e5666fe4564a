package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.UNetPlan;
import io.github.sparkddpm.network.UNetPlan.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A network's plan executed by torch. */
final class TorchGraph {

  private final UNetPlan plan;
  private final List<TorchBlock> blocks;
  private final Map<String, Integer> lastUse = new HashMap<>();

  TorchGraph(UNetPlan plan, TorchParameters parameters, TorchTarget target) {
    this.plan = plan;
    blocks =
        plan.nodes().stream()
            .map(
                node ->
                    node.spec()
                        .as(new TorchBlocks(new BlockWeights(parameters, node.name()), target)))
            .toList();
    for (int i = 0; i < plan.nodes().size(); i++) {
      int at = i;
      plan.nodes().get(i).inputs().forEach(input -> lastUse.put(input, at));
    }
  }

  /** Returns the blocks with their names and inputs, in the order of their numbers. */
  UNetPlan plan() {
    return plan;
  }

  /**
   * Returns the values that the first blocks read, by name; the caller releases them.
   *
   * @param images [B,C,H,W], channels-last
   * @param timesteps int64 [B]
   * @param labels int64 [B], negative for none
   */
  static Map<String, Tensor> inputs(Tensor images, Tensor timesteps, Tensor labels) {
    Map<String, Tensor> values = new HashMap<>();
    values.put(UNetPlan.IMAGES, images.retainReference());
    values.put(UNetPlan.TIMESTEPS, timesteps.retainReference());
    values.put(UNetPlan.LABELS, labels.retainReference());
    return values;
  }

  /**
   * Computes the output, [B,C,H,W] in the format of activations. The caller closes it.
   *
   * @param values of the graph's inputs; released
   */
  Tensor forward(Map<String, Tensor> values, Pass pass) {
    try {
      for (int i = 0; i < blocks.size(); i++) {
        Node node = plan.nodes().get(i);
        values.put(node.name(), run(i, values, pass));
        release(node, i, values);
      }
      return values.remove(plan.output());
    } finally {
      values.values().forEach(Pointer::releaseReference);
    }
  }

  /**
   * Computes one block's output, which the caller releases.
   *
   * @param values of the block's inputs, by name
   */
  Tensor run(int block, Map<String, Tensor> values, Pass pass) {
    Node node = plan.nodes().get(block);
    Tensor[] inputs = node.inputs().stream().map(values::get).toArray(Tensor[]::new);
    try (PointerScope scope = new PointerScope()) {
      return blocks.get(block).forward(inputs, pass).retainReference();
    }
  }

  /**
   * Frees a block's inputs that no later block reads, unless torch needs them for the backward
   * pass.
   */
  private void release(Node node, int at, Map<String, Tensor> values) {
    for (String input : node.inputs()) {
      if (lastUse.get(input) == at) {
        values.remove(input).releaseReference();
      }
    }
  }
}
