package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.weights.Weights;
import io.github.sparkddpm.spark.weights.WeightsSource;
import java.util.Map;

/**
 * A request to draw images with some weights on some tasks.
 *
 * @param config the whole configuration, which that of the weights must match where it decides what
 *     the weights mean
 * @param source where the weights are
 * @param firstId id of the first image, 0 or more
 * @param images how many, at least 1
 * @param partitions Spark tasks; 0 for one a core of the executors, as far as each gets a batch
 * @param versions of what computes, which the manifest names
 */
public record SamplingRequest(
    SamplingPlan plan,
    JsonNode config,
    WeightsSource source,
    long firstId,
    int images,
    int partitions,
    SamplingOutput output,
    Map<String, String> versions) {

  public SamplingRequest {
    if (firstId < 0 || images < 1 || partitions < 0) {
      throw new IllegalArgumentException(
          "Cannot sample %s images from id %s in %s tasks".formatted(images, firstId, partitions));
    }
    versions = Map.copyOf(versions);
  }

  /** Returns the same request with the engine that was chosen. */
  SamplingRequest computedBy(EngineConfig chosen) {
    return new SamplingRequest(
        plan.computedBy(chosen), config, source, firstId, images, partitions, output, versions);
  }

  /**
   * Returns all settings that an image depends on besides its id.
   *
   * @param weights that are used
   */
  JsonNode settings(Weights weights) {
    ObjectNode settings =
        JsonNodeFactory.instance
            .objectNode()
            .put("spark-ddpm", versions.get("spark-ddpm"))
            .put("checkpoint", weights.step())
            .put("weights-sha256", weights.sha256())
            .put("seed", plan.seed());
    if (plan.engine().name() != EngineConfig.Name.DL4J) {
      settings.put("engine", plan.engine().description());
    }
    plan.method().describe(settings, plan.diffusion());
    return settings;
  }

  /** Returns the ids of all images. */
  IdRange ids() {
    return new IdRange(firstId, images);
  }

  /** Returns the number of images in a unit, which consists of whole batches. */
  int unit() {
    return Math.max(1, output.imagesPerUnit() / plan.batchSize()) * plan.batchSize();
  }

  /**
   * Returns the number of Spark tasks.
   *
   * @param missing images that are still to be drawn, at least 1
   * @param cores of all executors
   */
  int tasks(int missing, int cores) {
    int batches = (missing + plan.batchSize() - 1) / plan.batchSize();
    return partitions > 0 ? partitions : Math.min(cores, batches);
  }
}
