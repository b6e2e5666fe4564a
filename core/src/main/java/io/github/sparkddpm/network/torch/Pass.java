package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.blocks.DropoutRule;
import io.github.sparkddpm.random.NoiseStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A pass through the graph over a batch.
 *
 * @param target where it is computed
 * @param dropout the training step's, or null at inference
 */
record Pass(TorchTarget target, Step dropout) {

  /** The training step on which dropout depends. */
  static final class Step {

    private final NoiseStream noise;
    private final long number;
    private final long[] ids;

    /**
     * Creates a step.
     *
     * @param number of the optimizer step
     * @param ids the examples' ids, length B
     */
    Step(NoiseStream noise, long number, long[] ids) {
      this.noise = noise;
      this.number = number;
      this.ids = ids;
    }
  }

  boolean isTraining() {
    return dropout != null;
  }

  /** Returns the keys of a block's masks, int64 [B,1] on the device. */
  Tensor keys(DropoutRule rule) {
    long[] keys = new long[dropout.ids.length];
    for (int b = 0; b < keys.length; b++) {
      keys[b] = rule.key(dropout.noise, dropout.number, dropout.ids[b]);
    }
    return target.integers(keys).unsqueeze(1);
  }
}
