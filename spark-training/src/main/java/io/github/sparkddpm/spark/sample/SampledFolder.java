package io.github.sparkddpm.spark.sample;

import java.util.List;

/**
 * How sampling ended well.
 *
 * @param checkpoint the step whose weights were used
 * @param drawn images that were drawn, the others were there before
 * @param paths of what there is to look at: images, pictures, the manifest
 */
public record SampledFolder(long checkpoint, int drawn, List<String> paths) {

  public SampledFolder {
    paths = List.copyOf(paths);
  }
}
