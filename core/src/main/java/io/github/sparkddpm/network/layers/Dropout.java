package io.github.sparkddpm.network.layers;

import io.github.sparkddpm.host.HostMemory;
import io.github.sparkddpm.host.Lanes;
import java.nio.FloatBuffer;
import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout in place: values are zeroed with a probability, the others divided by one minus
 * it. An example's mask depends on (seed, step, example id, block) alone, and is drawn again going
 * back rather than kept.
 */
final class Dropout {

  private static final int LEVELS = 1 << 16;

  private final Scope scope;
  private final double probability;
  private final int block;

  /**
   * @param probability in [0, 1), applied in steps of 1/65536
   * @param block tells the masks of a network's blocks apart
   */
  Dropout(Scope scope, double probability, int block) {
    this.scope = scope;
    this.probability = probability;
    this.block = block;
  }

  /** Multiplies by the mask of the current batch: the forward pass and, alike, the backward. */
  void apply(INDArray x) {
    if (probability == 0) {
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
    fill(mask, scope.dropout(block, image));
    values.get(image * length, in);
    Lanes.multiply(in, mask, out, length);
    values.put(image * length, out);
  }

  private INDArray masks(INDArray x) {
    float[][] masks = new float[(int) x.size(0)][perImage(x)];
    HostMemory.forEach(masks.length, image -> fill(masks[image], scope.dropout(block, image)));
    return Nd4j.createFromArray(masks).reshape('c', x.shape());
  }

  private void fill(float[] mask, UniformRandomProvider random) {
    int threshold = (int) Math.round(probability * LEVELS);
    float kept = (float) (1 / (1 - probability));
    long bits = 0;
    for (int i = 0; i < mask.length; i++) {
      // One draw of 64 bits serves four values.
      bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
      mask[i] = (bits & (LEVELS - 1)) < threshold ? 0 : kept;
    }
  }

  private static int perImage(INDArray x) {
    return Math.toIntExact(x.length() / x.size(0));
  }
}
