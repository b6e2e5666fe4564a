package io.github.sparkddpm.diffusers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * One of a pipeline's JSON files. Every question names the value that diffusers takes for a key
 * that is not there.
 *
 * @param location for messages
 * @param values by key
 */
record SettingsFile(String location, ObjectNode values) {

  private static final JsonMapper JSON = new JsonMapper();

  /** They have some 1,000. */
  private static final int MOST_BYTES = 1 << 20;

  static SettingsFile read(Folder folder, String name) throws IOException {
    String location = folder.location() + "/" + name;
    if (!folder.exists(name)) {
      throw new UnusableWeightsException(
          "Cannot use the weights %s: there is no such file, expected a pipeline of diffusers"
              .formatted(location));
    }
    try (InputStream in = folder.open(name)) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      if (in.read() >= 0) {
        throw new UnusableWeightsException(
            "Cannot use the weights %s: the file has more than %s bytes, expected the settings of a pipeline"
                .formatted(location, MOST_BYTES));
      }
      if (JSON.readTree(text) instanceof ObjectNode values) {
        return new SettingsFile(location, values);
      }
      throw new UnusableWeightsException(
          "Cannot use the weights %s: expected one JSON object".formatted(location));
    } catch (JsonProcessingException e) {
      throw new UnusableWeightsException(
          "Cannot use the weights %s: %s".formatted(location, e.getOriginalMessage()), e);
    }
  }

  static void write(Folder folder, String name, JsonNode values) throws IOException {
    try (OutputStream out = folder.create(name)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(values));
      out.write('\n');
    }
  }

  /** Returns a value, or another one if the key is not there. */
  JsonNode get(String key, JsonNode otherwise) {
    return values.has(key) ? values.get(key) : otherwise;
  }

  /** Returns a text; empty if the key is not there or no text. */
  String text(String key) {
    return values.path(key).asText("");
  }

  /** Returns a whole number, at least 1. */
  int count(String key, int otherwise) throws UnusableWeightsException {
    return count(
        key, values.has(key) ? values.get(key) : JSON.getNodeFactory().numberNode(otherwise));
  }

  /** Returns the whole number, at least 1, that is the value of a key or one of its values. */
  int count(String key, JsonNode found) throws UnusableWeightsException {
    if (!found.canConvertToExactIntegral() || !found.canConvertToInt() || found.intValue() < 1) {
      throw refused(key, found, "a whole number of 1 or more");
    }
    return found.intValue();
  }

  /** Ensures that a key has one value, which is all that this project has. */
  void require(String key, JsonNode otherwise, JsonNode expected) throws UnusableWeightsException {
    JsonNode found = get(key, otherwise);
    boolean numbers = found.isNumber() && expected.isNumber();
    boolean same = numbers ? found.doubleValue() == expected.doubleValue() : found.equals(expected);
    if (!same) {
      throw refused(key, found, expected.toString());
    }
  }

  /** Ensures that a key is not there, or null. */
  void requireNone(Collection<String> known) throws UnusableWeightsException {
    for (String key : (Iterable<String>) values::fieldNames) {
      if (!key.startsWith("_") && !known.contains(key) && !values.get(key).isNull()) {
        throw refused(key, values.get(key), "nothing of that name");
      }
    }
  }

  UnusableWeightsException refused(String key, JsonNode found, String expected) {
    String value = found instanceof MissingNode ? "nothing" : found.toString();
    return new UnusableWeightsException(
        "Cannot use the weights %s: %s is %s, but this project has %s"
            .formatted(location, key, value, expected));
  }
}
