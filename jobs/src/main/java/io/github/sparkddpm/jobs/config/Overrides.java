package io.github.sparkddpm.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;

/** The {@code key=value} arguments of the command line. */
final class Overrides {

  private final KnownKeys known;

  Overrides(KnownKeys known) {
    this.known = known;
  }

  /**
   * Returns all overrides as one configuration; if two name the same key, the later wins.
   *
   * @throws ConfigurationException for one that is not {@code key=value} with a known key and a
   *     value in HOCON
   */
  Config parse(List<String> arguments) {
    return arguments.stream()
        .map(this::parse)
        .reduce(ConfigFactory.empty(), (earlier, later) -> later.withFallback(earlier));
  }

  private Config parse(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw new ConfigurationException(
          "Cannot read \"%s\": overrides are written key=value, as in training.steps=1000"
              .formatted(argument));
    }
    String key = argument.substring(0, equals).strip();
    String value = argument.substring(equals + 1).strip();
    known.require(key, " (" + Origins.override(argument) + ")");
    return known.isText(key) && !isHocon(value)
        ? text(argument, key, value)
        : hocon(argument, key, value);
  }

  /** Returns a text as it stands. In HOCON the colon of s3a://bucket is an error. */
  private static Config text(String argument, String key, String value) {
    return ConfigValueFactory.fromAnyRef(value)
        .withOrigin(ConfigOriginFactory.newSimple(Origins.override(argument)))
        .atPath(key);
  }

  private static Config hocon(String argument, String key, String value) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(Origins.override(argument));
    try {
      return alone(key, argument, ConfigFactory.parseString(key + " = " + value, options));
    } catch (ConfigException e) {
      throw new ConfigurationException(
          "Cannot read the override %s: the value is not HOCON (quote texts, as in '%s=\"...\"')"
              .formatted(argument, key),
          e);
    }
  }

  /** A value may end and other keys follow, or a file be included, on a further line. */
  private static Config alone(String key, String argument, Config parsed) {
    if (!parsed.withOnlyPath(key).root().equals(parsed.root())) {
      throw new ConfigurationException(
          "Cannot read the override %s: it sets other keys too; give each an argument of its own (%s)"
              .formatted(key, Origins.override(argument)));
    }
    return parsed;
  }

  private static boolean isHocon(String value) {
    return value.startsWith("\"") || value.contains("${");
  }
}
