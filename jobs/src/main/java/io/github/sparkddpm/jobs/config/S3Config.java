package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import java.util.Map;

/**
 * The settings by which paths of s3a:// are reached. Credentials have no place here: they come from
 * Hadoop's provider chain.
 *
 * @param endpoint URL of a store that speaks S3; empty for Amazon's, or what Hadoop is configured
 *     for
 * @param pathStyle whether the bucket is part of the path rather than of the host name
 * @param retries of a request that failed, each after twice the wait; 0 or more
 * @param connectTimeout seconds until a connection must be there, at least 1
 * @param readTimeout seconds of silence after which a request has failed, at least 1
 */
public record S3Config(
    String endpoint, boolean pathStyle, int retries, int connectTimeout, int readTimeout) {

  /** More would wait for hours: each wait is twice the one before. */
  private static final int MOST_RETRIES = 10;

  /** The retries of the client inside each of our retries. */
  private static final int CLIENT_RETRIES = 2;

  public S3Config {
    require(
        endpoint.isEmpty() || endpoint.matches("https?://[^/@?#\\s]+/?"),
        "s3.endpoint",
        endpoint,
        "empty or a URL, as in http://host:9000");
    require(
        retries >= 0 && retries <= MOST_RETRIES,
        "s3.retries",
        retries,
        "0 to %s".formatted(MOST_RETRIES));
    require(connectTimeout >= 1, "s3.connect-timeout", connectTimeout, "at least 1");
    require(readTimeout >= 1, "s3.read-timeout", readTimeout, "at least 1");
  }

  /** The properties of Hadoop's S3 file system that the endpoint asks for. */
  public Map<String, String> place() {
    return endpoint.isEmpty()
        ? Map.of("fs.s3a.path.style.access", Boolean.toString(pathStyle))
        : Map.of(
            "fs.s3a.endpoint",
            endpoint,
            "fs.s3a.connection.ssl.enabled",
            Boolean.toString(endpoint.startsWith("https:")),
            "fs.s3a.path.style.access",
            Boolean.toString(pathStyle));
  }

  /**
   * The properties that bound how long it waits for a store that does not answer, and one that
   * spares a request for every file written: markers of folders stay where they are.
   */
  public Map<String, String> defaults() {
    return Map.of(
        "fs.s3a.directory.marker.retention", "keep",
        "fs.s3a.retry.limit", Integer.toString(retries),
        "fs.s3a.retry.interval", "2s",
        "fs.s3a.retry.throttle.limit", Integer.toString(retries),
        "fs.s3a.retry.throttle.interval", "2s",
        "fs.s3a.attempts.maximum", Integer.toString(CLIENT_RETRIES),
        "fs.s3a.connection.establish.timeout", millis(connectTimeout),
        "fs.s3a.connection.timeout", millis(readTimeout));
  }

  private static String millis(int seconds) {
    return Integer.toString(Math.multiplyExact(seconds, 1000));
  }
}
