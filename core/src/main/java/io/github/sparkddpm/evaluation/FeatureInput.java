package io.github.sparkddpm.evaluation;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;

/**
 * The input and output that a feature model expects.
 *
 * @param input name of its input; empty for its first
 * @param output name of its output; empty for its first
 * @param layout order of the input's dimensions
 * @param channels of the input, 1 or 3: grey images are repeated, coloured ones must be
 * @param imageSize height and width of the input, at least 1: images of another size are resized,
 *     and stretched if they are not square, by bilinear interpolation, as pytorch-fid does
 * @param mean subtracted from pixels in [0, 1]; one number, or one a channel
 * @param std divides what is left; one number, or one a channel, above 0
 */
public record FeatureInput(
    String input,
    String output,
    Layout layout,
    int channels,
    int imageSize,
    List<Double> mean,
    List<Double> std)
    implements Serializable {

  /** The order of an input's dimensions. */
  public enum Layout {
    /** [B,C,H,W], as in PyTorch. */
    NCHW,
    /** [B,H,W,C], as in TensorFlow. */
    NHWC
  }

  private static final String SECTION = "evaluate.features.";

  public FeatureInput {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    require(channels == 1 || channels == 3, SECTION + "channels", channels, "1 or 3");
    require(imageSize >= 1, SECTION + "image-size", imageSize, "at least 1");
    requireOneOrAll("mean", mean, channels);
    requireOneOrAll("std", std, channels);
    require(std.stream().allMatch(value -> value > 0), SECTION + "std", std, "numbers above 0");
  }

  private static void requireOneOrAll(String key, List<Double> values, int channels) {
    require(
        values.size() == 1 || values.size() == channels,
        SECTION + key,
        values,
        "one number, or one for each of the %s channels".formatted(channels));
  }

  /** Returns the same with another output. */
  public FeatureInput withOutput(String other) {
    return new FeatureInput(input, other, layout, channels, imageSize, mean, std);
  }

  /** Returns the input's dimensions after the first. */
  long[] shape() {
    return layout == Layout.NCHW
        ? new long[] {channels, imageSize, imageSize}
        : new long[] {imageSize, imageSize, channels};
  }
}
