package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The distances of generated images to the nearest training images, beside those of real images
 * that were held out. Copies are nearer than held-out images.
 *
 * @param shape of the images
 * @param generated of each generated image that was looked at
 * @param heldOut of each held-out image
 */
public record Memorization(ImageShape shape, List<Match> generated, List<Match> heldOut) {

  /** The share of the held-out images that are nearer than the threshold. */
  public static final double SHARE = 0.01;

  /**
   * An image and the training images nearest to it.
   *
   * @param name the image's
   * @param position the image's, in its set
   * @param inPixels position of the nearest by pixels
   * @param pixelDistance the root of the mean squared difference of pixels in [0, 1]
   * @param inFeatures position of the nearest by features
   * @param featureDistance the Euclidean distance of the features
   */
  public record Match(
      String name,
      int position,
      int inPixels,
      double pixelDistance,
      int inFeatures,
      double featureDistance) {}

  public Memorization {
    generated = List.copyOf(generated);
    heldOut = List.copyOf(heldOut);
  }

  /** Returns the matches of consecutive queries, from the first position of their set on. */
  static List<Match> matches(ImageCollection queries, Nearest nearest, int offset, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Match(
                    queries.name(i),
                    /* position= */ i,
                    nearest.inPixels().position(offset + i),
                    Math.sqrt(
                            nearest.inPixels().squaredDistance(offset + i) / queries.shape().size())
                        / 255,
                    nearest.inFeatures().position(offset + i),
                    Math.sqrt(nearest.inFeatures().squaredDistance(offset + i))))
        .toList();
  }

  /** Returns the distances in pixels, least first. */
  public static double[] pixelDistances(List<Match> matches) {
    return matches.stream().mapToDouble(Match::pixelDistance).sorted().toArray();
  }

  /** Returns the distances in features, least first. */
  public static double[] featureDistances(List<Match> matches) {
    return matches.stream().mapToDouble(Match::featureDistance).sorted().toArray();
  }

  /**
   * Returns the generated images that are nearest to a training image by pixels, the nearest first.
   */
  public List<Match> closest(int most) {
    return generated.stream()
        .sorted(Comparator.comparingDouble(Match::pixelDistance))
        .limit(most)
        .toList();
  }

  /**
   * Returns the share of the generated images that are nearer to the training images than all but
   * {@link #SHARE} of the held-out ones. It is about that share if none is a copy.
   *
   * @param generated distances of generated images
   * @param heldOut distances of held-out images, at least one
   */
  public static double suspicious(double[] generated, double[] heldOut) {
    double threshold = quantile(heldOut, SHARE);
    long nearer = Arrays.stream(generated).filter(distance -> distance < threshold).count();
    return (double) nearer / generated.length;
  }

  /**
   * Returns a quantile, interpolated between the two nearest ranks as by NumPy.
   *
   * @param sorted at least one number, the least first
   * @param share in [0, 1]
   */
  public static double quantile(double[] sorted, double share) {
    double rank = share * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
