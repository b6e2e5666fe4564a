package io.github.sparkddpm.jobs.config;

import com.typesafe.config.Config;
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
