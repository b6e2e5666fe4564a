package io.github.sparkddpm.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Features and what other programs make of them: see make_features.py beside the resource. */
final class Features {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNode ROOT = read();

  private Features() {}

  private static JsonNode read() {
    try (var in = Features.class.getResourceAsStream("features.json")) {
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[][] vectors(String name) {
    return MAPPER.convertValue(ROOT.required(name), float[][].class);
  }

  static double[] numbers(String name) {
    return MAPPER.convertValue(ROOT.required(name), double[].class);
  }

  static double number(String name) {
    return ROOT.required(name).asDouble();
  }
}
