package io.github.sparkddpm.jobs.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Features;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import io.github.sparkddpm.spark.evaluate.Memorization;
import io.github.sparkddpm.spark.evaluate.Memorization.Match;

/** An evaluation's numbers, for programs. What is not known is null. */
record EvaluationJson(Evaluation evaluation) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final double[] QUANTILES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

  private static final int CLOSEST = 100;

  byte[] write() throws JsonProcessingException {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("versions", MAPPER.valueToTree(evaluation.versions()));
    json.set("config", evaluation.config());
    json.put("checkpoint", evaluation.checkpoint().step())
        .put("weights-sha256", evaluation.checkpoint().files().get(CheckpointFormat.EMA).sha256())
        .put("reference", evaluation.real().reference().description())
        .put("held-out", evaluation.real().heldOut());
    addBound(json.putObject("bound"));
    evaluation.features().ifPresent(features -> addFeatures(json.putObject("features"), features));
    return MAPPER.writeValueAsBytes(json);
  }

  private void addBound(ObjectNode json) {
    BoundTable table = new BoundTable(evaluation.bound());
    json.put("images", evaluation.bound().total().count())
        .put("timesteps", evaluation.strata().timesteps())
        .put("timesteps-per-image", evaluation.strata().count());
    put(json, "bits-per-dim", evaluation.bound().total().mean());
    put(json, "standard-error", evaluation.bound().total().standardError());
    put(json, "L_T", evaluation.bound().prior().mean());
    put(json, "L_1..L_T-1", table.steps());
    put(json, "L_0", table.decoder());
  }

  private static void addFeatures(ObjectNode json, Features features) {
    json.put("model", features.model())
        .put("model-sha256", features.sha256())
        .put("features", features.distances().features())
        .put("statistics", features.statistics().orElse(null))
        .put("generated", features.generated().images().description());
    features.generated().provenance().ifPresent(found -> json.set("samples", found.settings()));
    for (Row row : features.distances().rows()) {
      addRow(json.withArray("distances").addObject(), row);
    }
    features
        .memorization()
        .ifPresent(found -> addMemorization(json.putObject("memorization"), found));
  }

  private static void addRow(ObjectNode json, Row row) {
    Moments kernel = row.kernel();
    json.put("of", row.name()).put("images", row.images());
    put(json, "frechet", row.frechet());
    put(json, "kernel", kernel.count() == 0 ? Double.NaN : kernel.mean());
    put(json, "kernel-standard-deviation", kernel.standardDeviation());
  }

  private static void addMemorization(ObjectNode json, Memorization memorization) {
    add(
        json.putObject("pixels"),
        Memorization.pixelDistances(memorization.generated()),
        Memorization.pixelDistances(memorization.heldOut()));
    add(
        json.putObject("features"),
        Memorization.featureDistances(memorization.generated()),
        Memorization.featureDistances(memorization.heldOut()));
    for (Match match : memorization.closest(CLOSEST)) {
      json.withArray("closest")
          .addObject()
          .put("image", match.name())
          .put("training-id-by-pixels", match.inPixels())
          .put("pixel-distance", match.pixelDistance())
          .put("training-id-by-features", match.inFeatures())
          .put("feature-distance", match.featureDistance());
    }
  }

  private static void add(ObjectNode json, double[] generated, double[] heldOut) {
    put(json, "nearer-than-99-percent-of-held-out", Memorization.suspicious(generated, heldOut));
    addQuantiles(json.putObject("generated"), generated);
    addQuantiles(json.putObject("held-out"), heldOut);
  }

  private static void addQuantiles(ObjectNode json, double[] sorted) {
    json.put("images", sorted.length);
    for (double share : QUANTILES) {
      json.put("q" + Math.round(100 * share), Memorization.quantile(sorted, share));
    }
  }

  /** Puts a number; null for NaN, which JSON lacks. */
  private static void put(ObjectNode json, String key, double value) {
    if (Double.isFinite(value)) {
      json.put(key, value);
    } else {
      json.putNull(key);
    }
  }
}
