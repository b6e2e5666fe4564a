package io.github.sparkddpm.network;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The size of images or feature maps. In JSON and in configurations a square is one number, and
 * every other size is {@code [height, width]}.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record ImageSize(int height, int width) implements Serializable {

  /** The most pixels a side, as in IDX files. */
  private static final int MOST = 8192;

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,4}");
  private static final String KEY = "network.image-size";
  private static final String EXPECTED =
      "a whole number of pixels, or [height, width], from 1 to %s a side".formatted(MOST);

  public ImageSize {
    require(isSide(height) && isSide(width), KEY, json(height, width), EXPECTED);
  }

  private static boolean isSide(int pixels) {
    return pixels >= 1 && pixels <= MOST;
  }

  public static ImageSize square(int side) {
    return new ImageSize(side, side);
  }

  /**
   * Reads a size.
   *
   * @param value one number, or a list of height and width
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ImageSize of(JsonNode value) {
    List<JsonNode> sides = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(sides::add);
    } else {
      sides.addAll(List.of(value, value));
    }
    // A number that comes from an environment variable is a text.
    boolean whole = sides.stream().allMatch(side -> WHOLE.matcher(side.asText()).matches());
    require(whole && sides.size() == 2, KEY, value, EXPECTED);
    return new ImageSize(sides.get(0).asInt(), sides.get(1).asInt());
  }

  /** Returns one number for a square, otherwise a list of height and width. */
  @JsonValue
  public JsonNode toJson() {
    return json(height, width);
  }

  private static JsonNode json(int height, int width) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return height == width ? nodes.numberNode(height) : nodes.arrayNode().add(height).add(width);
  }

  /** Returns whether both sides can be divided by a number. */
  boolean isDivisibleBy(int divisor) {
    return height % divisor == 0 && width % divisor == 0;
  }

  /** Returns the size after some halvings of both sides. */
  ImageSize halved(int times) {
    return new ImageSize(height >> times, width >> times);
  }

  /** Returns the size as it is written in a configuration. */
  @Override
  public String toString() {
    return height == width ? String.valueOf(height) : List.of(height, width).toString();
  }
}
