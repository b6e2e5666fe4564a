package io.github.sparkddpm.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A configuration that was read, resolved and checked.
 *
 * @param resolved every key with its value, as HOCON
 * @param run the same as records
 */
public record LoadedConfig(Config resolved, RunConfig run) {

  /**
   * Returns one line of HOCON a key, {@code training.steps = 100}, in alphabetical order, secrets
   * masked. Without the masked secrets it can be read back.
   */
  public String render() {
    return render(key -> true);
  }

  /** Returns the same of some keys. */
  public String render(Predicate<String> keys) {
    return Secrets.mask(resolved.root()).toConfig().entrySet().stream()
        .filter(entry -> keys.test(entry.getKey()))
        .map(
            entry ->
                entry.getKey() + " = " + entry.getValue().render(ConfigRenderOptions.concise()))
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
