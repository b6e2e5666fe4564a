package io.github.sparkddpm.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;

/** Says where a value was written, for error messages. */
final class Origins {

  private static final String OVERRIDE = "override ";

  private Origins() {}

  /** Returns the origin description of an override, which messages print. */
  static String override(String text) {
    return OVERRIDE + Secrets.maskUserInfo(text);
  }

  /**
   * Returns the place of a key, as in {@code " (conf/digits.conf: 12)"}; the key's value must
   * exist.
   */
  static String of(Config config, String key) {
    return of(value(config, key));
  }

  static String of(ConfigValue value) {
    ConfigOrigin origin = value.origin();
    String description = origin.description();
    // An override is one line: its number would only confuse.
    return description.startsWith(OVERRIDE)
        ? " (%s)".formatted(description.replaceFirst(": \\d+$", ""))
        : " (%s)".formatted(description);
  }

  /** Returns the value as it was found, in HOCON. */
  static String found(Config config, String key) {
    return value(config, key).render(ConfigRenderOptions.concise());
  }

  private static ConfigValue value(Config config, String key) {
    ConfigValue value = config.root();
    for (String name : key.isEmpty() ? new String[0] : key.split("\\.")) {
      value = ((ConfigObject) value).get(name);
    }
    return value;
  }
}
