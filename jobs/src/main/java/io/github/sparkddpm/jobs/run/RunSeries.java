package io.github.sparkddpm.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.evaluation.EvaluationReport;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names that other programs see for a run's numbers, with their place in a line of the metrics
 * or in an evaluation. A slash in a name begins a group.
 */
public final class RunSeries {

  private static final Map<String, String> OF_TRAINING = new LinkedHashMap<>();
  private static final Map<String, String> OF_EVALUATION = new LinkedHashMap<>();

  static {
    OF_TRAINING.put("loss/mean", "/loss");
    OF_TRAINING.put("loss/smoothed", "/smoothedLoss");
    for (int quarter = 1; quarter <= 4; quarter++) {
      OF_TRAINING.put("loss_by_quarter_of_t/" + quarter, "/lossByQuarter/" + (quarter - 1));
    }
    OF_TRAINING.put("optimizer/gradient_norm", "/gradientNorm");
    OF_TRAINING.put("optimizer/learning_rate", "/learningRate");
    OF_TRAINING.put("optimizer/skipped_steps", "/skippedSteps");
    OF_TRAINING.put("speed/images_per_second", "/imagesPerSecond");
    OF_TRAINING.put("speed/seconds_waiting_for_data", "/secondsWaitingForData");
    OF_TRAINING.put("speed/seconds_drawing_noise", "/secondsDrawingNoise");
    OF_TRAINING.put("speed/seconds_combining", "/secondsCombining");
    OF_EVALUATION.put("evaluation/bits_per_dim", "/bound/bits-per-dim");
    // The generated images are the first row.
    OF_EVALUATION.put("evaluation/frechet_distance", "/features/distances/0/frechet");
    OF_EVALUATION.put("evaluation/kernel_distance", "/features/distances/0/kernel");
  }

  private RunSeries() {}

  /** Returns the numbers of a line of metrics, without those it does not have. */
  public static Map<String, Double> ofTraining(JsonNode line) {
    return numbers(line, OF_TRAINING);
  }

  /** Returns the numbers of {@value EvaluationReport#JSON}, without those it does not have. */
  public static Map<String, Double> ofEvaluation(JsonNode evaluation) {
    return numbers(evaluation, OF_EVALUATION);
  }

  private static Map<String, Double> numbers(JsonNode json, Map<String, String> places) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    places.forEach(
        (name, place) -> {
          JsonNode value = json.at(place);
          if (value.isNumber()) {
            numbers.put(name, value.asDouble());
          }
        });
    return numbers;
  }
}
