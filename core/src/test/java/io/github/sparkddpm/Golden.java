package io.github.sparkddpm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reference values in golden/ddpm.json, checked there against 60-digit arithmetic, and those of
 * another implementation in golden/samplers.json, which names it.
 */
public final class Golden {

  private static final JsonNode ROOT = load("ddpm");
  private static final JsonNode SAMPLERS = load("samplers");

  private Golden() {}

  /** The value under a path of keys. */
  public static JsonNode at(String... keys) {
    return at(ROOT, keys);
  }

  /** Returns the other implementation's value under a path of keys. */
  public static JsonNode samplers(String... keys) {
    return at(SAMPLERS, keys);
  }

  private static JsonNode at(JsonNode root, String... keys) {
    JsonNode node = root;
    for (String key : keys) {
      node = node.required(key);
    }
    return node;
  }

  public static double number(String... keys) {
    return at(keys).asDouble();
  }

  public static List<Integer> integers(String... keys) {
    List<Integer> values = new ArrayList<>();
    at(keys).forEach(node -> values.add(node.asInt()));
    return values;
  }

  public static double[] numbers(String... keys) {
    JsonNode node = at(keys);
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asDouble();
    }
    return values;
  }

  /** A table keyed by the paper's t = 1..T, as zero-based timestep to value. */
  public static Map<Integer, Double> byTimestep(String... keys) {
    Map<Integer, Double> values = new TreeMap<>();
    at(keys)
        .fields()
        .forEachRemaining(
            e -> values.put(Integer.parseInt(e.getKey()) - 1, e.getValue().asDouble()));
    return values;
  }

  private static JsonNode load(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
