package io.github.sparkddpm.spark.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.checkpoint.Provenance;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The description of a run, as {@code run.json} and every checkpoint hold it.
 *
 * @param config the whole configuration, an object of sections and values
 * @param provenance versions, dataset and seed
 */
public record RunRecord(JsonNode config, Provenance provenance) implements Serializable {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** The values of keys that older runs do not have, because there was no choice. */
  private static final Map<String, String> ALWAYS_BEFORE =
      Map.ofEntries(
          Map.entry("network.classes", "0"),
          Map.entry("diffusion.zero-terminal-snr", "false"),
          Map.entry("diffusion.target", "\"epsilon\""),
          Map.entry("diffusion.loss-weight", "\"simple\""),
          Map.entry("training.label-dropout", "0.1"), // It has no effect without classes.
          Map.entry("training.rate-schedule", "\"constant\""),
          Map.entry("training.beta1", "0.9"),
          Map.entry("training.beta2", "0.999"),
          Map.entry("training.weight-decay", "0.0"),
          Map.entry("training.more-ema-decays", "[]"),
          Map.entry("training.accumulate", "1"),
          Map.entry("training.gradient-checkpointing", "false"));

  /** The values of diffusion.variance that samplers choose between: weights are the same. */
  private static final Set<String> FIXED_VARIANCES = Set.of("\"fixed-small\"", "\"fixed-large\"");

  public RunRecord {
    if (config == null || !config.isObject() || provenance == null) {
      throw new IllegalArgumentException("config or provenance is missing");
    }
  }

  /**
   * Reads a record.
   *
   * @param location what errors call it
   * @throws IOException if it is damaged
   */
  public static RunRecord read(byte[] json, String location) throws IOException {
    try {
      RunRecord record =
          MAPPER.readValue(new String(json, StandardCharsets.UTF_8), RunRecord.class);
      if (record == null) {
        throw damaged(location, "it is null", null);
      }
      return record;
    } catch (JsonProcessingException e) {
      throw damaged(location, e.getOriginalMessage(), e);
    }
  }

  private static DamagedFileException damaged(String location, String why, Exception cause) {
    return new DamagedFileException(
        "Damaged run record %s: %s; restore it, or name another output folder"
            .formatted(location, why),
        cause);
  }

  /** The same, with the engine among the versions of what computes. */
  public RunRecord computedBy(String engine) {
    Map<String, String> versions = new TreeMap<>(provenance.versions());
    versions.put("engine", engine);
    return new RunRecord(
        config,
        new Provenance(
            versions, provenance.datasetDigest(), provenance.seed(), provenance.parent()));
  }

  /** Returns the same, with the weights that the run begins with. */
  public RunRecord startedFrom(Map<String, String> parent) {
    return new RunRecord(
        config,
        new Provenance(
            provenance.versions(), provenance.datasetDigest(), provenance.seed(), parent));
  }

  public byte[] toJson() throws IOException {
    return MAPPER.writeValueAsBytes(this);
  }

  /**
   * Returns the differences between two configurations.
   *
   * @param relevant which keys count, such as {@code training.batch-size}
   * @return one text a key: {@code training.batch-size (16 there, 32 here)}
   */
  public static List<String> differences(
      JsonNode there, JsonNode here, Predicate<String> relevant) {
    return differing(there, here, relevant)
        .map(key -> "%s (%s there, %s here)".formatted(key, at(there, key), at(here, key)))
        .toList();
  }

  /**
   * Returns how a configuration has changed, one text a key: {@code training.learning-rate = 1.0E-4
   * (was 2.0E-4)}.
   *
   * @param relevant which keys count
   */
  public static List<String> changes(JsonNode before, JsonNode now, Predicate<String> relevant) {
    return differing(before, now, relevant)
        .map(key -> "%s = %s (was %s)".formatted(key, at(now, key), at(before, key)))
        .toList();
  }

  /**
   * Returns the value that a key has had in runs which do not name it, because there was no choice.
   *
   * @return empty for a key that says nothing about them
   */
  public static Optional<String> before(String key) {
    return Optional.ofNullable(ALWAYS_BEFORE.get(key)).map(value -> value.replace("\"", ""));
  }

  private static Stream<String> differing(
      JsonNode there, JsonNode here, Predicate<String> relevant) {
    Set<String> keys = new LinkedHashSet<>();
    collectKeys("", there, keys);
    collectKeys("", here, keys);
    return keys.stream().filter(relevant).filter(key -> differ(at(there, key), at(here, key)));
  }

  private static boolean differ(String one, String other) {
    return !one.equals(other)
        && !(FIXED_VARIANCES.contains(one) && FIXED_VARIANCES.contains(other));
  }

  private static void collectKeys(String prefix, JsonNode node, Set<String> keys) {
    node.fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isObject()) {
                collectKeys(prefix + field.getKey() + ".", field.getValue(), keys);
              } else {
                keys.add(prefix + field.getKey());
              }
            });
  }

  /** Returns a value as text, because a number that was read back may be of another type. */
  private static String at(JsonNode config, String key) {
    JsonNode node = config.at("/" + key.replace('.', '/'));
    return node.isMissingNode() ? ALWAYS_BEFORE.getOrDefault(key, "nothing") : node.toString();
  }
}
