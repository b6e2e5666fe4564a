package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * The job jar, and the Spark that a cluster is made of: the one that deploy/local puts together, or
 * that of the system property spark-ddpm.spark-home.
 */
final class SparkHome {

  /** The tag of tests that CI runs on Spark 3.5 and again on 4.0. */
  static final String BOTH_LINES = "both-lines";

  static final Path HOME =
      Path.of(System.getProperty("spark-ddpm.spark-home", "../deploy/local/target/spark"))
          .toAbsolutePath();
  private static final Path JOB_JAR = Path.of("target/spark-ddpm.jar").toAbsolutePath();
  private static final Path S3 = Path.of("target/s3").toAbsolutePath();

  /** Most of the work of a process that lives for seconds is to compile itself: half of it, so. */
  static final String COMPILED_ONCE = "-XX:TieredStopAtLevel=1";

  private SparkHome() {}

  /** Returns the options of a process that lives for seconds. */
  static List<String> shortLived() {
    return List.of(COMPILED_ONCE, "-XX:SharedArchiveFile=" + SharedClasses.ARCHIVE);
  }

  static Path jobJar() {
    assertThat(JOB_JAR).as("the job jar: run mvn verify, which packages it first").exists();
    return JOB_JAR;
  }

  /**
   * The additions to a process.
   *
   * @param jars on its classpath
   * @param environment variables
   */
  record Extras(List<Path> jars, Map<String, String> environment) {

    static final Extras NONE = new Extras(List.of(), Map.of());

    String classpath() {
      return jars.stream().map(jar -> File.pathSeparator + jar).collect(Collectors.joining());
    }
  }

  /** A process of Spark's in a folder, its log there too. */
  static Process start(Path folder, String log, List<String> jvmOptions, String... command)
      throws IOException {
    return start(folder, log, Extras.NONE, jvmOptions, command);
  }

  /** The same with something besides. */
  static Process start(
      Path folder, String log, Extras extras, List<String> jvmOptions, String... command)
      throws IOException {
    List<String> options = Stream.concat(shortLived().stream(), jvmOptions.stream()).toList();
    return launch(folder, log, extras, options, command);
  }

  /** The same with these options of the JVM alone. */
  static Process launch(
      Path folder, String log, Extras extras, List<String> jvmOptions, String... command)
      throws IOException {
    assertThat(HOME.resolve("jars")).as("Spark: run mvn verify on the whole project").exists();
    // A build in the background of a script ignores SIGINT, and its processes would inherit that.
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
    words.add(java());
    words.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    words.addAll(jvmOptions);
    words.addAll(List.of("-cp", HOME.resolve("jars") + "/*" + extras.classpath()));
    words.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile());
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_SCALA_VERSION", core()[2]);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    builder.environment().put("SPARK_DDPM_HOME", Path.of("..").toAbsolutePath().toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(extras.environment());
    return builder.start();
  }

  /** Returns the line of Spark, as in 4.0. */
  static String line() throws IOException {
    return core()[3].replaceAll("(\\d+\\.\\d+)\\..*", "$1");
  }

  /** Returns what makes s3a:// paths work; nothing if this Spark has it among its own jars. */
  static List<Path> s3() throws IOException {
    return jars("hadoop-aws-*.jar").isEmpty()
        ? List.of(S3.resolve("hadoop-aws.jar"), S3.resolve("aws-java-sdk-bundle.jar"))
        : List.of();
  }

  /** The parts of the name of Spark's core, the third and fourth of which are versions. */
  private static String[] core() throws IOException {
    return jars("spark-core_*.jar").get(0).getFileName().toString().split("[_-]", -1);
  }

  private static List<Path> jars(String name) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(HOME.resolve("jars"), name)) {
      List<Path> jars = new ArrayList<>();
      found.forEach(jars::add);
      return jars;
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
