package io.github.sparkddpm.random;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The only source of randomness: a generator for every key (seed, purpose, step, example id).
 *
 * <p>A draw depends on its key alone, never on which worker, batch or retry asks for it. The same
 * configuration and seed therefore give the same run on any number of workers.
 *
 * @param seed the run's seed; any value
 */
public record NoiseStream(long seed) implements Serializable {

  public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  public static final int SHIFT1 = 30;
  public static final long FACTOR1 = 0xBF58476D1CE4E5B9L;
  public static final int SHIFT2 = 27;
  public static final long FACTOR2 = 0x94D049BB133111EBL;
  public static final int SHIFT3 = 31;

  /** The purpose of a draw: streams of different purposes never meet. The codes never change. */
  public enum Purpose {
    PARAMETERS(1),
    SHUFFLE(2),
    FLIP(3),
    TIMESTEP(4),
    EPSILON(5),
    DROPOUT(6),
    SAMPLE_PRIOR(7),
    SAMPLE_STEP(8),
    EVALUATION(9),
    DATASET_ORDER(10),
    EVALUATION_TIMESTEP(11),
    EVALUATION_IMAGE(12),
    EVALUATION_SUBSET(13),
    LABEL_DROPOUT(14),
    SAMPLE_CLASS(15),
    EVALUATION_HALVES(16),
    EVALUATION_SPLITS(17),
    HELD_OUT_TIMESTEP(18),
    HELD_OUT_EPSILON(19);

    private final long code;

    Purpose(long code) {
      this.code = code;
    }
  }

  /**
   * Returns the generator of one key.
   *
   * @param step training step, epoch or sampling step, by purpose
   * @param exampleId the example's or image's id; 0 where the draw belongs to none
   */
  public UniformRandomProvider generator(Purpose purpose, long step, long exampleId) {
    long state = key(purpose, step, exampleId);
    long[] words = new long[4];
    for (int i = 0; i < words.length; i++) {
      state += GOLDEN_GAMMA;
      words[i] = mix(state);
    }
    return RandomSource.XO_SHI_RO_256_PP.create(words);
  }

  /**
   * Returns the key of a stream of 64-bit words. Words are addressed by counter, so any engine can
   * draw them in any order.
   *
   * @see #bits
   */
  public long key(Purpose purpose, long step, long exampleId) {
    return mix(mix(mix(mix(seed) ^ purpose.code) ^ step) ^ exampleId);
  }

  /**
   * Returns word number {@code counter} of a key's stream. With z = key + (counter + 1)
   * GOLDEN_GAMMA, it is SplitMix64's finalizer: z = (z ^ (z >>> SHIFT1)) FACTOR1, z = (z ^ (z >>>
   * SHIFT2)) FACTOR2, and then z ^ (z >>> SHIFT3).
   *
   * @param counter from 0
   */
  public static long bits(long key, long counter) {
    return mix(key + counter * GOLDEN_GAMMA);
  }

  /** Draws one integer in [0, bound) for a key. */
  public int uniformInt(Purpose purpose, long step, long exampleId, int bound) {
    return generator(purpose, step, exampleId).nextInt(bound);
  }

  /**
   * Draws standard normal noise for a batch, one stream an example: row b depends on {@code ids[b]}
   * only.
   *
   * @param ids the examples' ids, length B
   * @param shape the shape of the result, first dimension B, as in [B,C,H,W]
   * @return a new float array of that shape
   */
  public INDArray gaussian(Purpose purpose, long step, long[] ids, long... shape) {
    long[] steps = new long[ids.length];
    Arrays.fill(steps, step);
    return gaussian(purpose, steps, ids, shape);
  }

  /**
   * Draws standard normal noise for a batch, with a step for every example: row b depends on {@code
   * steps[b]} and {@code ids[b]} only.
   *
   * @param steps length B
   * @param ids the examples' ids, length B
   */
  public INDArray gaussian(Purpose purpose, long[] steps, long[] ids, long... shape) {
    if (shape[0] != ids.length || steps.length != ids.length) {
      throw new IllegalArgumentException(
          "Cannot draw noise: %s ids and %s steps for a batch of %s"
              .formatted(ids.length, steps.length, shape[0]));
    }
    int perExample = 1;
    for (int i = 1; i < shape.length; i++) {
      perExample = Math.multiplyExact(perExample, Math.toIntExact(shape[i]));
    }
    float[] values = new float[Math.multiplyExact(perExample, ids.length)];
    int next = 0;
    for (int b = 0; b < ids.length; b++) {
      var normal = ZigguratSampler.NormalizedGaussian.of(generator(purpose, steps[b], ids[b]));
      for (int i = 0; i < perExample; i++) {
        values[next++] = (float) normal.sample();
      }
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  /**
   * Spreads bits by Stafford's variant 13 of the 64-bit finalizer, a bijection, as in SplitMix64.
   */
  private static long mix(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ (z >>> SHIFT1)) * FACTOR1;
    z = (z ^ (z >>> SHIFT2)) * FACTOR2;
    return z ^ (z >>> SHIFT3);
  }
}
