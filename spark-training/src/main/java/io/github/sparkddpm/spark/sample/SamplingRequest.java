package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import java.util.ArrayList;
import java.util.List;

/**
 * Which images to draw, from what, on how many tasks.
 *
 * @param config the whole configuration, which the checkpoint's must match where it decides what
 *     the weights mean
 * @param output qualified path of the run's folder: its newest checkpoint is used
 * @param firstId id of the first image, 0 or more
 * @param images how many, at least 1
 * @param partitions Spark tasks, at least 1
 * @param version of spark-ddpm, which the record of the samples names
 */
public record SamplingRequest(
    SamplingPlan plan,
    JsonNode config,
    String output,
    long firstId,
    int images,
    int partitions,
    String version) {

  public SamplingRequest {
    if (firstId < 0 || images < 1 || partitions < 1) {
      throw new IllegalArgumentException(
          "Cannot sample %d images from id %d in %d tasks".formatted(images, firstId, partitions));
    }
  }

  /**
   * All that an image depends on besides its id.
   *
   * @param checkpoint whose averaged parameters are used
   */
  JsonNode settings(Manifest checkpoint) {
    GaussianDiffusion diffusion = plan.diffusion();
    ObjectNode settings =
        JsonNodeFactory.instance
            .objectNode()
            .put("spark-ddpm", version)
            .put("checkpoint", checkpoint.step())
            .put("weights-sha256", checkpoint.files().get(CheckpointFormat.EMA).sha256())
            .put("seed", plan.seed())
            .put("sampler", plan.algorithm().name())
            .put("steps", plan.stepsTaken())
            .put("clip", diffusion.clipX0());
    return switch (plan.algorithm()) {
      case ANCESTRAL -> settings.put("variance", diffusion.variance().name());
      case DDIM -> settings.put("eta", plan.eta());
    };
  }

  /** The ids cut into parts whose sizes differ by at most one; no more parts than images. */
  List<IdRange> ranges() {
    int parts = Math.min(partitions, images);
    List<IdRange> ranges = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      long from = firstId + (long) images * i / parts;
      long to = firstId + (long) images * (i + 1) / parts;
      ranges.add(new IdRange(i, from, (int) (to - from)));
    }
    return ranges;
  }
}
