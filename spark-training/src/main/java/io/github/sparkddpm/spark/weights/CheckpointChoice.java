package io.github.sparkddpm.spark.weights;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The choice of one of a run's checkpoints. In JSON and in configurations it is a step, 0 for the
 * newest good one, or the name of one that was judged best.
 *
 * @param kind how it is chosen
 * @param step of the one that is chosen by its step; 0 otherwise
 */
public record CheckpointChoice(Kind kind, long step) implements Serializable {

  /** The ways to choose. */
  public enum Kind {
    /** The newest good one. */
    NEWEST,
    /** The one of a step. */
    STEP,
    /** The one whose samples have the least distance or, without any, with the least loss. */
    BEST,
    /** The one with the least loss on held-out images. */
    BEST_LOSS,
    /** The one whose samples have the least Frechet distance. */
    BEST_DISTANCE;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean isNamed() {
      return this == BEST || this == BEST_LOSS || this == BEST_DISTANCE;
    }
  }

  /** The choice of the newest good one. */
  public static final CheckpointChoice NEWEST = new CheckpointChoice(Kind.NEWEST, 0);

  private static final Pattern STEP = Pattern.compile("[0-9]{1,18}");

  public static CheckpointChoice ofStep(long step) {
    return new CheckpointChoice(Kind.STEP, step);
  }

  /**
   * Reads a choice.
   *
   * @param value a number or a name
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static CheckpointChoice of(JsonNode value) {
    String text = value.asText();
    if (STEP.matcher(text).matches()) {
      long step = Long.parseLong(text);
      return step == 0 ? NEWEST : ofStep(step);
    }
    for (Kind kind : Kind.values()) {
      if (kind.isNamed() && kind.key().equals(text)) {
        return new CheckpointChoice(kind, 0);
      }
    }
    require(
        false,
        "sampling.checkpoint",
        value,
        "0 (the newest), a step, best, best-loss or best-distance");
    throw new AssertionError(text);
  }

  /** Returns the step, or the name. */
  @JsonValue
  public JsonNode toJson() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return kind.isNamed() ? nodes.textNode(kind.key()) : nodes.numberNode(step);
  }

  /** Returns the choice as it is written in a configuration. */
  @Override
  public String toString() {
    return toJson().asText();
  }
}
