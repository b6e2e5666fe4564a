package io.github.sparkddpm.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The keys of {@code reference.conf}, each with the type of its value; no other key is known. */
final class KnownKeys {

  private final Map<String, ConfigValueType> types = new TreeMap<>();

  KnownKeys(Config reference) {
    collect("", reference.root());
  }

  private void collect(String prefix, ConfigObject section) {
    section.forEach(
        (name, value) -> {
          types.put(prefix + name, value.valueType());
          if (value instanceof ConfigObject inner) {
            collect(prefix + name + ".", inner);
          }
        });
  }

  /** Returns whether the key holds a text, which an override may then give without quotes. */
  boolean isText(String key) {
    return types.get(key) == ConfigValueType.STRING;
  }

  /**
   * Checks that a key is known.
   *
   * @param origin where it was found, as {@link Origins#of} has it
   * @throws ConfigurationException naming the nearest one if not
   */
  void require(String key, String origin) {
    if (!types.containsKey(key)) {
      throw new ConfigurationException(
          "Unknown key %s%s: did you mean %s?".formatted(key, origin, nearest(key)));
    }
  }

  /**
   * Checks that a resolved configuration has no other keys, and a value for each.
   *
   * @throws ConfigurationException naming the first that is wrong
   */
  void check(Config resolved) {
    check("", resolved.root());
  }

  private void check(String prefix, ConfigObject section) {
    section.forEach(
        (name, value) -> {
          String key = prefix + name;
          checkKey(key, value);
          if (value instanceof ConfigObject inner && types.get(key) == ConfigValueType.OBJECT) {
            check(key + ".", inner);
          }
        });
  }

  private void checkKey(String key, ConfigValue value) {
    require(key, Origins.of(value));
    if (value.valueType() == ConfigValueType.NULL) {
      throw new ConfigurationException(
          "%s needs a value, got null%s".formatted(key, Origins.of(value)));
    }
  }

  /** Returns the known key most like this one, as a whole or by its last name. */
  String nearest(String key) {
    return types.keySet().stream()
        .min(Comparator.comparingInt(known -> distance(key, known)))
        .orElseThrow();
  }

  private static int distance(String key, String known) {
    // One more for a match of the last name alone, which some other section may have as well.
    return Math.min(edits(key, known), 1 + edits(lastName(key), lastName(known)));
  }

  /**
   * Returns the distance of two names. Words at the end that one of the two lacks are no typing
   * errors, so they count little.
   */
  private static int edits(String one, String other) {
    return one.startsWith(other + "-") || other.startsWith(one + "-")
        ? 2
        : LevenshteinDistance.getDefaultInstance().apply(one, other);
  }

  private static String lastName(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
