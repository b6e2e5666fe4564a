package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.sparkddpm.evaluation.FeatureInput;

/**
 * The network whose features images are compared by.
 *
 * @param model ONNX file; empty to compare none
 * @param input the images it takes, and its output
 * @param classes name of the output that has a score for each class; empty for none
 * @param statistics .npz cache of the reference's mean and covariance; empty for none
 * @param keep images of each kind whose vectors are kept, for all measures but the Frechet distance
 * @param kernelSubsets subsets of the kernel distance, at least 1
 * @param kernelSubsetSize images of a subset, at least 2
 * @param kernelStandardize whether features are scaled by the reference for the kernel distance
 * @param allowFew whether there may be fewer images than features
 */
public record FeaturesConfig(
    String model,
    @JsonUnwrapped FeatureInput input,
    String classes,
    String statistics,
    int keep,
    int kernelSubsets,
    int kernelSubsetSize,
    boolean kernelStandardize,
    boolean allowFew) {

  private static final String SECTION = "evaluate.features.";

  public FeaturesConfig {
    require(keep >= 0, SECTION + "keep", keep, "0 or more");
    require(kernelSubsets >= 1, SECTION + "kernel-subsets", kernelSubsets, "at least 1");
    require(kernelSubsetSize >= 2, SECTION + "kernel-subset-size", kernelSubsetSize, "at least 2");
  }
}
