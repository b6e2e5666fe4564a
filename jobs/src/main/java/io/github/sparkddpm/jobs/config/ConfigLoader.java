package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration: overrides over the preset over {@code reference.conf}.
 *
 * <p>{@code ${NAME}} in a file or an override is another key or, failing that, an environment
 * variable.
 */
public final class ConfigLoader {

  private static final List<String> OF_WEIGHTS =
      List.of("seed", "network", "diffusion", "training", "sampling", "evaluate");

  private ConfigLoader() {}

  /**
   * Reads, resolves, binds and checks.
   *
   * @param preset a HOCON file of known keys; without one, the reference values hold
   * @param overrides {@code key=value} each, the value in HOCON; the last one wins
   * @throws ConfigurationException if a file cannot be read, or a key or value is wrong
   */
  public static LoadedConfig load(Optional<Path> preset, List<String> overrides) {
    return load(preset.map(ConfigLoader::read).orElse(ConfigFactory.empty()), overrides);
  }

  /**
   * Does the same with what weights were trained with, in the place of a preset.
   *
   * @param recorded the configuration of a run, of which the sections count that decide what the
   *     weights mean and how images are drawn
   */
  public static LoadedConfig load(JsonNode recorded, List<String> overrides) {
    Map<String, Object> kept = new HashMap<>();
    for (String section : OF_WEIGHTS) {
      if (recorded.has(section)) {
        kept.put(section, ConfigBinder.MAPPER.convertValue(recorded.get(section), Object.class));
      }
    }
    return load(
        ConfigValueFactory.fromMap(kept, "configuration of the weights").toConfig(), overrides);
  }

  private static LoadedConfig load(Config preset, List<String> overrides) {
    Config reference = reference();
    KnownKeys known = new KnownKeys(reference);
    Config merged =
        new Overrides(known).parse(overrides).withFallback(preset).withFallback(reference);
    Config resolved = resolve(merged);
    known.check(resolved);
    return new LoadedConfig(resolved, ConfigBinder.bind(resolved));
  }

  /**
   * Returns a {@code key=value} override.
   *
   * @param value a text, number or list
   */
  public static String override(String key, Object value) {
    return key + "=" + ConfigValueFactory.fromAnyRef(value).render(ConfigRenderOptions.concise());
  }

  /**
   * Reads our {@code reference.conf}, which is not on the root of the classpath, where other
   * libraries' files of that name are.
   */
  static Config reference() {
    return ConfigFactory.parseResources(
        ConfigLoader.class, "reference.conf", ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Config read(Path preset) {
    if (!Files.isRegularFile(preset)) {
      throw new ConfigurationException(
          "Cannot read the configuration %s: there is no such file (looked in %s)"
              .formatted(preset, preset.toAbsolutePath().getParent()));
    }
    try {
      return ConfigFactory.parseFile(preset.toFile());
    } catch (ConfigException e) {
      throw new ConfigurationException("Cannot read the configuration: " + oneLine(e), e);
    }
  }

  private static Config resolve(Config merged) {
    try {
      return merged.resolve();
    } catch (ConfigException e) {
      throw new ConfigurationException(
          oneLine(e)
              + ": set that environment variable, or write the value out (the launcher"
              + " deploy/spark-ddpm sets SPARK_DDPM_HOME)",
          e);
    }
  }

  private static String oneLine(ConfigException e) {
    return e.getMessage().replaceAll("\\s*\\R\\s*", " ");
  }
}
