package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of reference.conf, for tests of the pages. */
public final class ReferenceKeys {

  private static final Config REFERENCE = ConfigLoader.reference();

  private ReferenceKeys() {}

  /** Returns every key with its sections. */
  public static Stream<String> leaves() {
    return REFERENCE.entrySet().stream().map(Map.Entry::getKey);
  }

  /** Returns every key with its sections that a record has, twice if two records have it. */
  public static Stream<String> ofTheRecords() {
    return keys("", RunConfig.class);
  }

  private static Stream<String> keys(String section, Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .filter(component -> !component.getAccessor().isAnnotationPresent(JsonIgnore.class))
        .flatMap(
            component -> {
              Class<?> of = component.getType();
              String key = section + new KebabCaseStrategy().translate(component.getName());
              if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                return keys(section, of);
              }
              return isSection(of) ? keys(key + ".", of) : Stream.of(key);
            });
  }

  /** Other records, as a colour, are written as one value. */
  private static boolean isSection(Class<?> type) {
    return type.isRecord()
        && Arrays.stream(type.getMethods())
            .noneMatch(method -> method.isAnnotationPresent(JsonValue.class));
  }

  /** Returns every key with its sections, and every section. */
  public static Set<String> all() {
    return REFERENCE.entrySet().stream()
        .flatMap(entry -> prefixes(entry.getKey()))
        .collect(Collectors.toSet());
  }

  /**
   * Returns whether a text begins with a section and names something in it, and is neither a file
   * nor a class.
   */
  public static boolean isSpeltLikeOne(String text) {
    return text.matches("[a-z0-9]+(\\.[a-z0-9-]+)+(?<!\\.conf|\\.json)")
        && REFERENCE.root().containsKey(text.substring(0, text.indexOf('.')));
  }

  private static Stream<String> prefixes(String key) {
    return Stream.iterate(key, prefix -> !prefix.isEmpty(), ReferenceKeys::parent);
  }

  private static String parent(String key) {
    return key.substring(0, Math.max(0, key.lastIndexOf('.')));
  }
}
