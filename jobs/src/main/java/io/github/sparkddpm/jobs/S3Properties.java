package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.S3Config;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Gives Hadoop what a configuration says of S3. */
final class S3Properties {

  private static final String SOURCE = "section s3 of the configuration";
  private static final String DEFAULTS = "core-default.xml";
  private static final String PROVIDERS = "fs.s3a.aws.credentials.provider";

  /** The source of credentials that reads ~/.aws/credentials and AWS_PROFILE. */
  private static final String PROFILES = "com.amazonaws.auth.profile.ProfileCredentialsProvider";

  private static final String ROLE = "org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider";

  private S3Properties() {}

  /**
   * Sets Hadoop's properties. One that the cluster or the command line has set stays; an endpoint
   * takes precedence over it.
   */
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
    readProfiles(hadoop);
  }

  /**
   * Adds the profiles of Amazon's credentials file, which Hadoop's own sources lack although every
   * other program for S3 reads it. It goes before the machine's role, which is asked over the
   * network. Nothing is added if the cluster has chosen its sources, or has another client of S3.
   */
  private static void readProfiles(Configuration hadoop) {
    String providers = hadoop.getTrimmed(PROVIDERS, "");
    if (isDefault(PROVIDERS, hadoop)
        && providers.contains(ROLE)
        && AwsProfile.isGiven()
        && hadoop.getClassByNameOrNull(PROFILES) != null) {
      hadoop.set(PROVIDERS, providers.replace(ROLE, PROFILES + ", " + ROLE), SOURCE);
    }
  }

  private static Map<String, String> place(S3Config config) {
    return config.endpoint().isEmpty() && !config.pathStyle() ? Map.of() : config.place();
  }

  private static boolean isDefault(String key, Configuration hadoop) {
    String[] sources = hadoop.getPropertySources(key);
    return sources == null || Arrays.stream(sources).allMatch(DEFAULTS::equals);
  }
}
