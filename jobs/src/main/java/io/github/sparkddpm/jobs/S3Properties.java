package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.S3Config;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Gives Hadoop what a configuration says of S3. */
final class S3Properties {

  private static final String SOURCE = "section s3 of the configuration";
  private static final String DEFAULTS = "core-default.xml";

  private S3Properties() {}

  /** A property that the cluster or the command line has set stays; an endpoint goes before it. */
  static void set(S3Config config, Configuration hadoop) {
    config
        .defaults()
        .forEach(
            (key, value) -> {
              if (isDefault(key, hadoop)) {
                hadoop.set(key, value, SOURCE);
              }
            });
    place(config).forEach((key, value) -> hadoop.set(key, value, SOURCE));
  }

  private static Map<String, String> place(S3Config config) {
    return config.endpoint().isEmpty() && !config.pathStyle() ? Map.of() : config.place();
  }

  private static boolean isDefault(String key, Configuration hadoop) {
    String[] sources = hadoop.getPropertySources(key);
    return sources == null || Arrays.stream(sources).allMatch(DEFAULTS::equals);
  }
}
