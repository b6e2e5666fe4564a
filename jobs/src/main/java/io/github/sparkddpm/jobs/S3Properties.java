package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.S3Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Gives Hadoop what a configuration says of S3. */
final class S3Properties {

  private static final String SOURCE = "section s3 of the configuration";
  private static final String DEFAULTS = "core-default.xml";
  private static final String PROVIDERS = "fs.s3a.aws.credentials.provider";

  /** The sources since Hadoop 3.4 and before; a Spark has one of them. */
  private static final List<Profiles> PROFILES =
      List.of(
          new Profiles(
              "software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider",
              "AWS_SHARED_CREDENTIALS_FILE"),
          new Profiles(
              "com.amazonaws.auth.profile.ProfileCredentialsProvider",
              "AWS_CREDENTIAL_PROFILES_FILE"));

  private static final String ROLE = "org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider";

  /**
   * A source of credentials that reads ~/.aws/credentials and AWS_PROFILE.
   *
   * @param provider class of the source
   * @param file environment variable that names another file
   */
  private record Profiles(String provider, String file) {}

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
    if (isDefault(PROVIDERS, hadoop) && providers.contains(ROLE)) {
      PROFILES.stream()
          .filter(profiles -> hadoop.getClassByNameOrNull(profiles.provider()) != null)
          .findFirst()
          .filter(profiles -> AwsProfile.isGiven(profiles.file()))
          .map(profiles -> providers.replace(ROLE, profiles.provider() + ", " + ROLE))
          .ifPresent(all -> hadoop.set(PROVIDERS, all, SOURCE));
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
