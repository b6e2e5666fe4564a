package io.github.sparkddpm.spark.sample;

import java.util.List;

/**
 * The result of a successful sampling.
 *
 * @param checkpoint the step whose weights were used
 * @param drawn images that were drawn; the others were there before
 * @param paths that a user may want to look at: images, pictures, the manifest
 */
public record SamplingResult(long checkpoint, int drawn, List<String> paths) {

  public SamplingResult {
    paths = List.copyOf(paths);
  }
}
