package io.github.sparkddpm.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import java.util.Set;

/**
 * The noise schedule as {@code DDPMScheduler} describes it in {@code
 * scheduler/scheduler_config.json}, and the sampler's settings beside it.
 */
final class SchedulerSettings {

  static final String CLASS = "DDPMScheduler";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SCHEDULE = "beta_schedule";
  private static final String LINEAR = "linear";
  private static final String COSINE = "squaredcos_cap_v2";
  private static final JsonNode FIRST_BETA = NODES.numberNode(1e-4);
  private static final JsonNode LAST_BETA = NODES.numberNode(0.02);

  /** The schedulers that describe the schedule by the same keys, with the same defaults. */
  private static final Set<String> CLASSES =
      Set.of(
          CLASS,
          "DDIMScheduler",
          "PNDMScheduler",
          "DPMSolverMultistepScheduler",
          "UniPCMultistepScheduler");

  private SchedulerSettings() {}

  /** Returns a pipeline's description. */
  static ObjectNode write(Pipeline pipeline) {
    return NODES
        .objectNode()
        .put("beta_end", LAST_BETA.doubleValue())
        .put(SCHEDULE, pipeline.schedule() == NoiseSchedule.Kind.LINEAR ? LINEAR : COSINE)
        .put("beta_start", FIRST_BETA.doubleValue())
        .put("clip_sample", pipeline.clip())
        .put("clip_sample_range", 1.0)
        .put("dynamic_thresholding_ratio", 0.995)
        .put("num_train_timesteps", pipeline.timesteps())
        .put("prediction_type", predicted(pipeline.target()))
        .put("rescale_betas_zero_snr", pipeline.zeroTerminalSnr())
        .put("sample_max_value", 1.0)
        .put("steps_offset", 0)
        .put("thresholding", false)
        .put("timestep_spacing", pipeline.zeroTerminalSnr() ? "trailing" : "leading")
        .putNull("trained_betas")
        .put("variance_type", varianceType(pipeline.variance()));
  }

  private static String predicted(Prediction target) {
    return switch (target) {
      case EPSILON -> "epsilon";
      case V -> "v_prediction";
      case X0 -> "sample";
    };
  }

  private static String varianceType(Variance variance) {
    return switch (variance) {
      case FIXED_SMALL -> "fixed_small";
      case FIXED_LARGE -> "fixed_large";
      case LEARNED -> "learned_range";
    };
  }

  private static Prediction target(SettingsFile file) throws UnusableWeightsException {
    JsonNode found = file.get("prediction_type", NODES.textNode("epsilon"));
    for (Prediction target : Prediction.values()) {
      if (found.asText().equals(predicted(target))) {
        return target;
      }
    }
    throw file.refused("prediction_type", found, "epsilon, v_prediction and sample");
  }

  /**
   * Returns the pipeline that a scheduler's file and a network's describe.
   *
   * @throws UnusableWeightsException if this project does not have the scheduler, or the network
   */
  static Pipeline read(SettingsFile file, SettingsFile network) throws UnusableWeightsException {
    if (!CLASSES.contains(file.text("_class_name"))) {
      throw file.refused("_class_name", file.values().path("_class_name"), CLASS + " and its like");
    }
    file.require("trained_betas", NODES.nullNode(), NODES.nullNode());
    Variance variance = variance(file);
    return new Pipeline(
        UNetSettings.read(network, variance == Variance.LEARNED),
        schedule(file),
        file.count("num_train_timesteps", 1000),
        file.get("rescale_betas_zero_snr", NODES.booleanNode(false)).asBoolean(),
        target(file),
        variance,
        file.get("clip_sample", NODES.booleanNode(true)).asBoolean());
  }

  private static NoiseSchedule.Kind schedule(SettingsFile file) throws UnusableWeightsException {
    JsonNode found = file.get(SCHEDULE, NODES.textNode(LINEAR));
    if (found.asText().equals(COSINE)) {
      return NoiseSchedule.Kind.COSINE;
    }
    if (!found.asText().equals(LINEAR)) {
      throw file.refused(SCHEDULE, found, "%s and %s".formatted(LINEAR, COSINE));
    }
    file.require("beta_start", FIRST_BETA, FIRST_BETA);
    file.require("beta_end", LAST_BETA, LAST_BETA);
    return NoiseSchedule.Kind.LINEAR;
  }

  private static Variance variance(SettingsFile file) throws UnusableWeightsException {
    JsonNode found = file.get("variance_type", NODES.textNode("fixed_small"));
    return switch (found.asText()) {
      case "fixed_small", "fixed_small_log" -> Variance.FIXED_SMALL;
      case "fixed_large", "fixed_large_log" -> Variance.FIXED_LARGE;
      case "learned_range" -> Variance.LEARNED;
      default ->
          throw file.refused("variance_type", found, "fixed_small, fixed_large and learned_range");
    };
  }
}
