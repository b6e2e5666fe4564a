package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * A request to draw images from a checkpoint on some tasks.
 *
 * @param config the whole configuration, which the checkpoint's must match where it decides what
 *     the weights mean
 * @param run qualified path of the run's folder, which has the checkpoints
 * @param versions of what computes, which the manifest names
 */
public record SamplingRequest(
    SamplingPlan plan, JsonNode config, String run, Map<String, String> versions) {

  public SamplingRequest {
    versions = Map.copyOf(versions);
  }

  /** Returns the same request with the engine that was chosen. */
  SamplingRequest computedBy(EngineConfig chosen) {
    return new SamplingRequest(plan.computedBy(chosen), config, run, versions);
  }

  /**
   * Returns all settings that an image depends on besides its id.
   *
   * @param checkpoint whose averaged parameters are used
   */
  JsonNode settings(Manifest checkpoint) {
    ObjectNode settings =
        JsonNodeFactory.instance
            .objectNode()
            .put("spark-ddpm", versions.get("spark-ddpm"))
            .put("checkpoint", checkpoint.step())
            .put("weights-sha256", checkpoint.files().get(CheckpointFormat.EMA).sha256())
            .put("seed", plan.seed());
    if (plan.engine().name() != EngineConfig.Name.DL4J) {
      settings.put("engine", plan.engine().description());
    }
    plan.sampling().method().describe(settings, plan.diffusion());
    return settings;
  }

  /** Returns the ids of all images. */
  IdRange ids() {
    return new IdRange(plan.sampling().firstId(), plan.sampling().images());
  }

  /**
   * Returns the folder of the images.
   *
   * @param run the run's folder, which has it unless the configuration names another
   */
  Path folder(RunFolder run) throws IOException {
    String named = plan.sampling().output();
    return named.isEmpty() ? run.samples().path() : new Path(named);
  }
}
