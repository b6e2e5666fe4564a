package io.github.sparkddpm.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.IVersionProvider;

/** The version in the job jar's manifest, and the versions of the libraries it runs on. */
public final class Version implements IVersionProvider {

  private static final String UNKNOWN = "(not from a jar)";
  private static final String ND4J = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  @Override
  public String[] getVersion() {
    return new String[] {"spark-ddpm " + own()};
  }

  /** Returns the version of spark-ddpm itself. */
  public static String own() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), UNKNOWN);
  }

  /**
   * Returns the versions of everything that takes part in a result.
   *
   * @param spark Spark's version
   */
  public static Map<String, String> all(String spark) {
    return Map.of(
        "spark-ddpm", own(), "spark", spark, "nd4j", nd4j(), "java", Runtime.version().toString());
  }

  private static String nd4j() {
    Properties properties = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(ND4J)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", UNKNOWN);
  }
}
