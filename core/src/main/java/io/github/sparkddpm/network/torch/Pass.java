package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.blocks.DropoutRule;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A pass through the graph over a batch.
 *
 * @param target where it is computed
 * @param dropout the training step's, or null at inference
 */
record Pass(TorchTarget target, DropoutKeys dropout) {

  boolean isTraining() {
    return dropout != null;
  }

  /**
   * Returns the keys of a block's masks, int64 [B,1] on the device.
   *
   * @param images B
   */
  Tensor keys(DropoutRule rule, long images) {
    long[] keys =
        IntStream.range(0, (int) images).mapToLong(image -> dropout.key(rule, image)).toArray();
    return target.integers(keys).unsqueeze(1);
  }
}
