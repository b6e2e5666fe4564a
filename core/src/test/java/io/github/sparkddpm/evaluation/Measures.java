package io.github.sparkddpm.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Vectors of generated and of real images, and what another program says of them. */
final class Measures {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNode ROOT = read();

  static final float[][] GENERATED = vectors("generated");
  static final float[][] REFERENCE = vectors("reference");
  static final float[][] LOGITS = vectors("logits");

  private Measures() {}

  private static JsonNode read() {
    try (var in = Measures.class.getResourceAsStream("measures.json")) {
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[][] vectors(String name) {
    return MAPPER.convertValue(ROOT.required(name), float[][].class);
  }

  static double number(String name) {
    return ROOT.required(name).asDouble();
  }
}
