package io.github.sparkddpm.jobs.session;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The Sparks and Javas that the job jar runs on; on others, nothing in it can be trusted. */
public final class RequiredSpark {

  /** The lines of Spark, each with those of Scala that it is built with. */
  private static final Map<String, Set<String>> SPARKS =
      Map.of("3.5", Set.of("2.12", "2.13"), "4", Set.of("2.13"));

  private static final Set<Integer> JAVAS = Set.of(17, 21);

  private RequiredSpark() {}

  /** Returns, in one line, why this process's Spark or Java does not fit; empty if both do. */
  public static Optional<String> mismatch() {
    return mismatch(
            org.apache.spark.package$.MODULE$.SPARK_VERSION(),
            scala.util.Properties.versionNumberString())
        .or(() -> mismatch(Runtime.version().feature()));
  }

  static Optional<String> mismatch(String spark, String scala) {
    boolean fits =
        SPARKS.entrySet().stream()
            .anyMatch(
                line ->
                    isOf(line.getKey(), spark)
                        && line.getValue().stream().anyMatch(of -> isOf(of, scala)));
    return fits
        ? Optional.empty()
        : Optional.of(
            "this is Spark %s with Scala %s, and spark-ddpm needs Spark 3.5 or 4: submit it to such a Spark (SPARK_HOME of the launcher)"
                .formatted(spark, scala));
  }

  static Optional<String> mismatch(int java) {
    return JAVAS.contains(java)
        ? Optional.empty()
        : Optional.of(
            "this is Java %s, and spark-ddpm needs Java 17 or 21: set JAVA_HOME to one"
                .formatted(java));
  }

  private static boolean isOf(String line, String version) {
    return version.equals(line) || version.startsWith(line + ".");
  }
}
