package io.github.sparkddpm.spark.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.table.SampleTable;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.weights.Weights;
import io.github.sparkddpm.spark.weights.WeightsSource;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A request to draw images with some weights on some tasks.
 *
 * @param config the whole configuration, which that of the weights must match where it decides what
 *     the weights mean
 * @param run qualified path of the run's folder
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
   * @param weights that are used
   */
  public JsonNode settings(Weights weights) {
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
    plan.sampling().method().describe(settings, plan.diffusion());
    plan.sampling().conditioning().describe(settings, plan.network(), plan.seed());
    return settings;
  }

  /** Returns the place where the weights are. */
  WeightsSource source() {
    return plan.sampling().source(run);
  }

  /** Returns the ids of all images. */
  IdRange ids() {
    return new IdRange(plan.sampling().firstId(), plan.sampling().images());
  }

  /** Returns the table of the images, if they are written into one. */
  public Optional<SampleTable> table(SparkSession spark) {
    return plan.sampling().intoTable().map(name -> new SampleTable(name, ids(), spark));
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
