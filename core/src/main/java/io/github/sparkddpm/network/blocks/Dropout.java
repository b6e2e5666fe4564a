package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.host.SimdLoops;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout in place: values are zeroed with a probability, the others divided by one minus
 * it. An example's mask depends on (seed, step, example id, block) alone. It is drawn again in the
 * backward pass rather than kept.
 */
final class Dropout {

  private final DropoutRule rule;
  private final DropoutKeys keys;

  Dropout(DropoutRule rule, DropoutKeys keys) {
    this.rule = rule;
    this.keys = keys;
  }

  /** Multiplies by the mask of the current batch: the forward pass and, alike, the backward. */
  void apply(INDArray x) {
    if (!rule.drops()) {
      return;
    }
    if (HostMemory.holds(x.dataType())) {
      FloatBuffer values = HostMemory.floats(x);
      HostMemory.forEach(x.size(0), image -> applyTo(values, image, perImage(x)));
    } else {
      x.muli(masks(x).castTo(x.dataType()));
    }
  }

  private void applyTo(FloatBuffer values, int image, int length) {
    float[] mask = new float[length];
    float[] in = new float[length];
    float[] out = new float[length];
    rule.fill(mask, keys.key(rule, image));
    values.get(image * length, in);
    SimdLoops.multiply(in, mask, out, length);
    values.put(image * length, out);
  }

  private INDArray masks(INDArray x) {
    float[][] masks = new float[(int) x.size(0)][perImage(x)];
    HostMemory.forEach(masks.length, image -> rule.fill(masks[image], keys.key(rule, image)));
    return Nd4j.createFromArray(masks).reshape('c', x.shape());
  }

  private static int perImage(INDArray x) {
    return Math.toIntExact(x.length() / x.size(0));
  }
}
