package io.github.sparkddpm.spark.train;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The number of workers of a run. In JSON and in configurations a fixed number is that number, and
 * one for every executor is {@code auto}.
 *
 * @param fixed at least 1; 0 for one on every executor there is
 */
public record WorkerCount(int fixed) implements Serializable {

  /** One worker on every executor there is. */
  public static final WorkerCount AUTO = new WorkerCount(0);

  static final String KEY = "training.workers";

  private static final String EXPECTED =
      "auto (one for every executor), or a whole number of at least 1";

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

  public WorkerCount {
    require(fixed >= 0, KEY, fixed, EXPECTED);
  }

  /**
   * Reads a number of workers.
   *
   * @param value {@code auto}, or a whole number; 0 is what older versions call auto
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static WorkerCount of(JsonNode value) {
    // A number that is an override or comes from an environment variable is a text.
    String text = value.asText();
    if (text.equalsIgnoreCase("auto")) {
      return AUTO;
    }
    require(WHOLE.matcher(text).matches(), KEY, value, EXPECTED);
    return new WorkerCount(Integer.parseInt(text));
  }

  /** Returns whether the number follows the executors. */
  public boolean isAuto() {
    return fixed == 0;
  }

  /** Returns {@code auto}, or the number. */
  @JsonValue
  public JsonNode toJson() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return isAuto() ? nodes.textNode("auto") : nodes.numberNode(fixed);
  }

  /** Returns the number as it is written in a configuration. */
  @Override
  public String toString() {
    return toJson().asText();
  }
}
