package io.github.sparkddpm.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;

/** The comments of {@code reference.conf}, each in one line. */
public final class KeyDocumentation {

  private static final Config REFERENCE = ConfigLoader.reference();

  private KeyDocumentation() {}

  /** Returns a key's documentation, its name and its default. */
  public static String of(String key) {
    ConfigValue value = REFERENCE.getValue(key);
    return "%s (key %s, %s unless set)"
        .formatted(comment(value), key, value.render(ConfigRenderOptions.concise()));
  }

  /** Returns the first sentence; the rest of the comment is for the reader of reference.conf. */
  static String firstSentence(ConfigValue value) {
    return comment(value).split("(?<=\\.) (?=[A-Z])", 2)[0];
  }

  private static String comment(ConfigValue value) {
    return String.join(" ", value.origin().comments()).replaceAll("\\s+", " ").strip();
  }
}
