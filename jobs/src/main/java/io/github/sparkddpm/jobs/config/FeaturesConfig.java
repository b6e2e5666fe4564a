package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

import io.github.sparkddpm.evaluation.FeatureInput;
import io.github.sparkddpm.evaluation.FeatureInput.Layout;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The network whose features images are compared by.
 *
 * @param model ONNX file; empty to compare none
 * @param input name of its input; empty for its first
 * @param output name of its output; empty for its first
 * @param layout order of the input's dimensions
 * @param channels of the input, 1 or 3
 * @param imageSize height and width of the input, at least 1
 * @param mean subtracted from pixels in [0, 1]; one number, or one a channel
 * @param std divides what is left, each above 0; one number, or one a channel
 * @param statistics .npz cache of the reference's mean and covariance; empty for none
 * @param keep images of each kind whose vectors are kept, for the kernel distance and the halves
 * @param kernelSubsets subsets of the kernel distance, at least 1
 * @param kernelSubsetSize images of a subset, at least 2
 * @param allowFew whether there may be fewer images than features
 */
public record FeaturesConfig(
    String model,
    String input,
    String output,
    Layout layout,
    int channels,
    int imageSize,
    List<Double> mean,
    List<Double> std,
    String statistics,
    int keep,
    int kernelSubsets,
    int kernelSubsetSize,
    boolean allowFew) {

  private static final String SECTION = "evaluate.features.";

  public FeaturesConfig {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    require(channels == 1 || channels == 3, SECTION + "channels", channels, "1 or 3");
    require(imageSize >= 1, SECTION + "image-size", imageSize, "at least 1");
    requireOneOrAll("mean", mean, channels);
    requireOneOrAll("std", std, channels);
    require(std.stream().allMatch(value -> value > 0), SECTION + "std", std, "numbers above 0");
    require(keep >= 0, SECTION + "keep", keep, "0 or more");
    require(kernelSubsets >= 1, SECTION + "kernel-subsets", kernelSubsets, "at least 1");
    require(kernelSubsetSize >= 2, SECTION + "kernel-subset-size", kernelSubsetSize, "at least 2");
  }

  private static void requireOneOrAll(String key, List<Double> values, int channels) {
    require(
        values.size() == 1 || values.size() == channels,
        SECTION + key,
        values,
        "one number, or one for each of the %s channels".formatted(channels));
  }

  /** Returns the model's input and output. */
  public FeatureInput featureInput() {
    return new FeatureInput(input, output, layout, channels, imageSize, mean, std);
  }

  FeaturesConfig withPaths(UnaryOperator<String> path) {
    return new FeaturesConfig(
        apply(path, model),
        input,
        output,
        layout,
        channels,
        imageSize,
        mean,
        std,
        apply(path, statistics),
        keep,
        kernelSubsets,
        kernelSubsetSize,
        allowFew);
  }

  /** Replaces a path; an empty one means none and stays empty. */
  static String apply(UnaryOperator<String> path, String value) {
    return value.isEmpty() ? value : path.apply(value);
  }
}
