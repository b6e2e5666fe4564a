package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;

/** Vectors of 8 independent normal features. */
final class NormalVectors {

  private NormalVectors() {}

  /**
   * Draws vectors.
   *
   * @param id the same gives the same
   * @param mean of every feature
   */
  static float[][] draw(long id, int count, double mean) {
    return new NoiseStream(3)
        .gaussian(Purpose.SHUFFLE, 0, new long[] {id}, 1, (long) count * 8)
        .addi(mean)
        .reshape(count, 8)
        .toFloatMatrix();
  }
}
