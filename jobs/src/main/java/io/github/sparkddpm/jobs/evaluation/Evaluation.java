package io.github.sparkddpm.jobs.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.evaluation.TimestepStrata;
import io.github.sparkddpm.spark.evaluate.Distances;
import io.github.sparkddpm.spark.evaluate.Memorization;
import io.github.sparkddpm.spark.evaluate.Recognition;
import io.github.sparkddpm.spark.weights.Weights;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The results of an evaluation.
 *
 * @param config the whole configuration of the call
 * @param versions of what measured it
 * @param weights that were judged
 * @param real what they were judged by
 * @param bound of the reference
 * @param strata which terms were computed
 * @param features what a feature model says, if there was one
 */
public record Evaluation(
    JsonNode config,
    Map<String, String> versions,
    Weights weights,
    RealImages real,
    BoundStatistics bound,
    TimestepStrata strata,
    Optional<Features> features) {

  public Evaluation {
    versions = new TreeMap<>(versions);
  }

  /**
   * The results with a feature model.
   *
   * @param model its location
   * @param sha256 of its file
   * @param statistics where those of the reference were cached; empty if they were computed
   * @param generated the images that were judged
   * @param distances how far they are from the reference
   * @param recognition of the generated images and of the reference, if they have classes and the
   *     model finds those
   * @param memorization whether they are copies, if that was asked
   */
  public record Features(
      String model,
      String sha256,
      Optional<String> statistics,
      GeneratedImages generated,
      Distances distances,
      Optional<Recognized> recognition,
      Optional<Memorization> memorization) {}

  /** The images that the feature model takes for what they are. */
  public record Recognized(Recognition generated, Recognition reference) {}
}
