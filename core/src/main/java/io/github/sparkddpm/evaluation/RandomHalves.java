package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * The uncertainty of a distance by random halves. Each time, the real images are split at random
 * into two halves, and the distances of both the other half and as many generated images from the
 * first half are taken.
 *
 * <p>The spread of a distance over random halves is its standard error over all images: it is the
 * jackknife that deletes half of them (Shao and Wu 1989, whose factor is 1 for halves). If there
 * are more images of one kind, it is more than that. The distances of real halves are those of a
 * permutation test. Unlike in a bootstrap no image is there twice, which would bias both distances,
 * and all sides have equally many images. Estimates of the Frechet distance depend on that number.
 *
 * @param noise of the halves
 * @param times how often, at least 2
 */
public record RandomHalves(NoiseStream noise, int times) {

  /** The number of times that is enough for a standard deviation. */
  public static final int MOST = 20;

  private static final int LEAST = 5;

  /** The cube of the features from which on there are fewer halves. */
  private static final double WORK = 256.0 * 256 * 256;

  /**
   * Returns as many halves as take reasonable time for distances that cost d^3: 20 up to 256
   * features, then fewer, and 5 from 407 on.
   *
   * @param features d, the length of a vector
   */
  public static RandomHalves forFeatures(NoiseStream noise, int features) {
    double affordable = MOST * WORK / Math.pow(features, 3);
    return new RandomHalves(noise, (int) Math.max(LEAST, Math.min(MOST, affordable)));
  }

  /**
   * Judges generated images by a distance.
   *
   * @param generated n feature vectors of length d
   * @param real m feature vectors of length d
   * @param least images that the distance needs on each side
   * @param most images on each side; at most half of the smaller set is taken
   * @param distance of two equally large sets of vectors
   * @return empty if half of the smaller set has fewer images than the distance needs, or a
   *     distance is no number, or real images have none
   */
  public Optional<Judgement> judge(
      float[][] generated,
      float[][] real,
      int least,
      int most,
      ToDoubleBiFunction<float[][], float[][]> distance) {
    int size = Math.min(most, Math.min(generated.length, real.length) / 2);
    if (size < least) {
      return Optional.empty();
    }
    Moments ofGenerated = Moments.NONE;
    Moments ofReal = Moments.NONE;
    for (int time = 0; time < times; time++) {
      float[][] both = drawn(real, 2 * size, time, 0);
      float[][] one = Arrays.copyOfRange(both, 0, size);
      float[][] other = Arrays.copyOfRange(both, size, 2 * size);
      ofReal = ofReal.plus(distance.applyAsDouble(other, one));
      ofGenerated = ofGenerated.plus(distance.applyAsDouble(drawn(generated, size, time, 1), one));
    }
    return Optional.of(new Judgement(size, ofGenerated, ofReal)).filter(Judgement::says);
  }

  private float[][] drawn(float[][] vectors, int count, int time, int side) {
    int[] rows =
        new PermutationSampler(
                noise.generator(Purpose.EVALUATION_HALVES, time, side), vectors.length, count)
            .sample();
    return Arrays.stream(rows).mapToObj(i -> vectors[i]).toArray(float[][]::new);
  }
}
