package io.github.sparkddpm.spark.train.events;

import static io.github.sparkddpm.spark.train.events.Numbers.orNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Held-out losses and judgements in a line of metrics. */
final class JudgingJson {

  private JudgingJson() {}

  static void put(ArrayNode array, List<HeldOutLoss> losses) {
    for (HeldOutLoss found : losses) {
      ObjectNode json =
          array
              .addObject()
              .put("weights", found.weights())
              .put("images", found.images())
              .put("loss", orNull(found.loss()));
      Numbers.putQuarters(json, "lossByQuarter", found.lossByQuarter());
    }
  }

  static List<HeldOutLoss> losses(JsonNode array) {
    List<HeldOutLoss> losses = new ArrayList<>();
    for (JsonNode json : array) {
      losses.add(
          new HeldOutLoss(
              json.path("weights").asText(),
              json.path("images").asInt(),
              Numbers.of(json.path("loss")),
              Numbers.quarters(json.path("lossByQuarter"))));
    }
    return losses;
  }

  static void put(ObjectNode json, SampleQuality judged) {
    json.put("weights", judged.weights())
        .put("judge", judged.judge())
        .put("images", judged.images())
        .put("frechet", orNull(judged.frechet()))
        .put("kernel", orNull(judged.kernel()))
        .put("kernelDeviation", orNull(judged.kernelDeviation()))
        .put("precision", orNull(judged.precision()))
        .put("recall", orNull(judged.recall()))
        .put("inceptionScore", orNull(judged.inceptionScore()));
  }

  static SampleQuality quality(JsonNode json) {
    return new SampleQuality(
        json.path("weights").asText(),
        json.path("judge").asText(),
        json.path("images").asLong(),
        Numbers.of(json.path("frechet")),
        Numbers.of(json.path("kernel")),
        Numbers.of(json.path("kernelDeviation")),
        Numbers.of(json.path("precision")),
        Numbers.of(json.path("recall")),
        Numbers.of(json.path("inceptionScore")));
  }
}
