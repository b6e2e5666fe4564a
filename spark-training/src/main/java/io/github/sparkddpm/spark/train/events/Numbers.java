package io.github.sparkddpm.spark.train.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Numbers in JSON, which has no NaN: null stands for what is not known. */
final class Numbers {

  private Numbers() {}

  /** Returns a number; NaN for null and for everything else that is none. */
  static double of(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }

  /** Returns the number, or null if JSON lacks it. */
  static Double orNull(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  static void putQuarters(ObjectNode json, String name, List<Double> losses) {
    ArrayNode quarters = json.putArray(name);
    losses.forEach(loss -> quarters.add(orNull(loss)));
  }

  static List<Double> quarters(JsonNode json) {
    List<Double> quarters = new ArrayList<>();
    for (int i = 0; i < LossQuarters.COUNT; i++) {
      quarters.add(of(json.path(i)));
    }
    return quarters;
  }
}
