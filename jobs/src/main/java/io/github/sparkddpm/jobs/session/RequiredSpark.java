package io.github.sparkddpm.jobs.session;

import java.util.Optional;

/** The Spark that the job jar is compiled for; with another one, nothing in it can be trusted. */
public final class RequiredSpark {

  private static final String SPARK = "3.5";
  private static final String SCALA = "2.12";

  private RequiredSpark() {}

  /** Returns, in one line, why this process's Spark does not fit; empty if it does. */
  public static Optional<String> mismatch() {
    return mismatch(
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        scala.util.Properties.versionNumberString());
  }

  static Optional<String> mismatch(String spark, String scala) {
    return isOf(SPARK, spark) && isOf(SCALA, scala)
        ? Optional.empty()
        : Optional.of(
            "this is Spark %s with Scala %s, and spark-ddpm needs Spark %s with Scala %s: submit it to such a Spark (SPARK_HOME of the launcher)"
                .formatted(spark, scala, SPARK, SCALA));
  }

  private static boolean isOf(String line, String version) {
    return version.equals(line) || version.startsWith(line + ".");
  }
}
