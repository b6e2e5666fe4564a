package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Arrays;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * The inception score (Salimans et al. 2016): exp of the mean over images of KL(p(y|x) || p(y)).
 * p(y|x) is the softmax of an image's scores, and p(y) the mean of p(y|x) over the images of a
 * split. It is between 1 and the number of classes; the more the better.
 *
 * <p>A score of few images is too small, so that only values of equal counts can be compared.
 *
 * @param mean over the splits
 * @param deviation over the splits, divided by their number as in the original; NaN of one split
 */
public record InceptionScore(double mean, double deviation) {

  private static final int SPLITS = 10;

  /** The original's: each split of its 50,000 images has 5 for each of 1,000 classes. */
  private static final int IMAGES_OF_CLASS = 5;

  /**
   * Returns the score over 10 splits; over 1 if a split would have fewer than 5 images a class.
   *
   * @param noise of the split that each image is in: images may be ordered by class
   * @param scores n vectors, one unbounded score for each of C classes
   * @throws IllegalArgumentException without images
   */
  public static InceptionScore of(NoiseStream noise, float[][] scores) {
    if (scores.length == 0) {
      throw new IllegalArgumentException("The inception score needs at least 1 image, got 0");
    }
    int splits = scores.length < SPLITS * IMAGES_OF_CLASS * scores[0].length ? 1 : SPLITS;
    int[] order =
        new PermutationSampler(
                noise.generator(Purpose.EVALUATION_SPLITS, 0, 0), scores.length, scores.length)
            .sample();
    return inOrder(Arrays.stream(order).mapToObj(i -> scores[i]).toArray(float[][]::new), splits);
  }

  /** Returns the score over splits of consecutive images. */
  static InceptionScore inOrder(float[][] scores, int splits) {
    Moments moments = Moments.NONE;
    for (int split = 0; split < splits; split++) {
      int from = Math.toIntExact((long) split * scores.length / splits);
      int to = Math.toIntExact((split + 1L) * scores.length / splits);
      moments = moments.plus(ofOne(scores, from, to));
    }
    double deviation =
        splits == 1 ? Double.NaN : Math.sqrt(moments.squares() / (double) moments.count());
    return new InceptionScore(moments.mean(), deviation);
  }

  /** Returns the score of one split: the mean KL is that of sum p log p, less sum q log q. */
  private static double ofOne(float[][] scores, int from, int to) {
    double[] marginal = new double[scores[from].length];
    double conditional = 0;
    for (int i = from; i < to; i++) {
      double[] logarithms = logSoftmax(scores[i]);
      for (int label = 0; label < marginal.length; label++) {
        double probability = Math.exp(logarithms[label]);
        conditional += probability * logarithms[label] / (to - from);
        marginal[label] += probability / (to - from);
      }
    }
    double ofMarginal = Arrays.stream(marginal).filter(q -> q > 0).map(q -> q * Math.log(q)).sum();
    return Math.exp(conditional - ofMarginal);
  }

  private static double[] logSoftmax(float[] scores) {
    double[] logarithms = new double[scores.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      highest = Math.max(highest, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - highest);
    }
    for (int label = 0; label < scores.length; label++) {
      logarithms[label] = scores[label] - highest - Math.log(sum);
    }
    return logarithms;
  }
}
