package io.github.sparkddpm.network.layers;

import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout in place: values are zeroed with a probability, the others divided by one minus
 * it. An example's mask depends on (seed, step, example id, block) alone.
 */
final class Dropout {

  private static final int LEVELS = 1 << 16;

  private final Scope scope;
  private final double probability;
  private final int block;
  private INDArray mask;

  /**
   * @param probability in [0, 1), applied in steps of 1/65536
   * @param block tells the masks of a network's blocks apart
   */
  Dropout(Scope scope, double probability, int block) {
    this.scope = scope;
    this.probability = probability;
    this.block = block;
  }

  void forward(INDArray x) {
    if (probability > 0) {
      mask = scope.takeLike(x);
      mask.assign(draw((int) x.size(0), x.length()).reshape(x.shape()));
      x.muli(mask);
    }
  }

  void backward(INDArray gradient) {
    if (probability > 0) {
      gradient.muli(mask);
      scope.release(mask);
    }
  }

  private INDArray draw(int images, long length) {
    int perImage = Math.toIntExact(length / images);
    float[] values = new float[Math.toIntExact(length)];
    int threshold = (int) Math.round(probability * LEVELS);
    float kept = (float) (1 / (1 - probability));
    for (int image = 0; image < images; image++) {
      UniformRandomProvider random = scope.dropout(block, image);
      long bits = 0;
      int start = image * perImage;
      for (int i = 0; i < perImage; i++) {
        // One draw of 64 bits serves four values.
        bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
        values[start + i] = (bits & (LEVELS - 1)) < threshold ? 0 : kept;
      }
    }
    return Nd4j.createFromArray(values);
  }
}
