package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.Secrets;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files that paths of the configuration mean. A relative path counts from the working directory
 * on the local disk, whatever Hadoop's default file system is. An absolute one without a scheme
 * belongs to that file system, as in all of Hadoop's tools.
 */
final class Locations {

  private static final String LOCAL = "file";
  private static final String CONNECTOR =
      "Spark has no file system for it: add its connector (%s) by --spark-conf spark.jars.packages";
  private static final String NO_S3A =
      "Spark has no S3 file system: add org.apache.hadoop:hadoop-aws of its Hadoop version, by"
          + " SPARK_DDPM_MAVEN_OPTIONS=-Ps3 for the local Spark 3.5 of a checkout, or by"
          + " --spark-conf spark.jars.packages (see docs/stores.md)";
  private static final String S3 = "Hadoop's paths of S3 are written s3a://bucket/key";
  private static final String AZURE =
      CONNECTOR.formatted("org.apache.hadoop:hadoop-azure of Spark's Hadoop version");
  private static final String WEB =
      "paths are of file systems, not of web servers: download the files first, and name their folder";

  /** The remedies by scheme, where Hadoop has no file system of that name. */
  private static final Map<String, String> REMEDIES =
      Map.ofEntries(
          Map.entry("s3", S3),
          Map.entry("s3n", S3),
          Map.entry("s3a", NO_S3A),
          Map.entry("gs", CONNECTOR.formatted("com.google.cloud.bigdataoss:gcs-connector")),
          Map.entry("abfs", AZURE),
          Map.entry("abfss", AZURE),
          Map.entry("wasb", AZURE),
          Map.entry("wasbs", AZURE),
          Map.entry("oss", CONNECTOR.formatted("org.apache.hadoop:hadoop-aliyun")));

  /** The schemes of Hadoop's file systems that can list no folder. */
  private static final Map<String, String> REFUSED = Map.of("http", WEB, "https", WEB);

  private Locations() {}

  /**
   * Returns the same path with a scheme if it is relative, without reaching its file system.
   *
   * @throws JobException if it has a login in it, or Hadoop has no such file system
   */
  static String resolved(String path, Configuration hadoop) {
    requireNoLogin(path);
    try {
      Path location = new Path(path);
      if (location.toUri().getScheme() == null && !location.isAbsolute()) {
        return new Path(LOCAL, null, System.getProperty("user.dir") + Path.SEPARATOR + path)
            .toString();
      }
      remedy(location, hadoop)
          .ifPresent(
              remedy -> {
                throw refused(path, remedy, null);
              });
      return path;
    } catch (IllegalArgumentException e) {
      throw refused(path, e.getMessage(), e);
    }
  }

  /**
   * Refuses a path, or a query with paths in it, that has a login in it.
   *
   * @throws JobException if so
   */
  static void requireNoLogin(String path) {
    if (Secrets.inUri(path)) {
      throw new JobException(
          ExitCode.USAGE,
          "Cannot use the path %s: credentials in a path end up in logs; give them to Hadoop (see docs/stores.md)"
              .formatted(Secrets.maskUserInfo(path)));
    }
  }

  /**
   * Returns the path fully qualified, so that executors see the same file.
   *
   * @throws JobException if it has a login in it, or its file system cannot be used
   */
  static String qualified(String path, Configuration hadoop) {
    String resolved = resolved(path, hadoop);
    try {
      Path location = new Path(resolved);
      return location.getFileSystem(hadoop).makeQualified(location).toString();
    } catch (IOException | RuntimeException e) {
      throw refused(path, e.getMessage(), e);
    } catch (LinkageError e) { // The connector is there, but lacks a library that it needs.
      throw refused(path, "its file system lacks the class " + e.getMessage(), e);
    }
  }

  private static Optional<String> remedy(Path location, Configuration hadoop) {
    String scheme = location.toUri().getScheme();
    if (scheme == null || REFUSED.containsKey(scheme)) {
      return Optional.ofNullable(scheme).map(REFUSED::get);
    }
    return hasFileSystem(scheme, hadoop)
        ? Optional.empty()
        : Optional.of(
            REMEDIES.getOrDefault(
                scheme,
                "Hadoop has no file system for %s: correct the path, or add the jar that has it by --spark-conf spark.jars.packages"
                    .formatted(scheme)));
  }

  private static boolean hasFileSystem(String scheme, Configuration hadoop) {
    try {
      return FileSystem.getFileSystemClass(scheme, hadoop) != null;
    } catch (IOException
        | RuntimeException e) { // Hadoop throws these for a class that is not there.
      return false;
    }
  }

  private static JobException refused(String path, String reason, Throwable cause) {
    return new JobException(
        ExitCode.USAGE,
        "Cannot use the path %s: %s".formatted(Secrets.maskUserInfo(path), reason),
        cause);
  }
}
