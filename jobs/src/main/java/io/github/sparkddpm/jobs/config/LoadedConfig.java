package io.github.sparkddpm.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;

/**
 * A configuration that was read, resolved and checked.
 *
 * @param resolved every key with its value, as HOCON
 * @param run the same as records
 */
public record LoadedConfig(Config resolved, RunConfig run) {

  /**
   * The configuration as HOCON, keys in alphabetical order, secrets masked; without those it can be
   * read back.
   */
  public String render() {
    ConfigRenderOptions options =
        ConfigRenderOptions.defaults().setOriginComments(false).setComments(false).setJson(false);
    return Secrets.mask(resolved.root()).render(options);
  }
}
