package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkddpm.jobs.cluster.Installation.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher as a process, on what sites have. */
@Timeout(180)
class LauncherIT {

  /** The JVM writes its arguments into the file. */
  private static final String TELL =
      "-XX:+UnlockDiagnosticVMOptions -XX:+LogVMOutput -XX:LogFile=%s-%%p.xml";

  private static final Path NSS_WRAPPER = Path.of("/usr/lib/x86_64-linux-gnu/libnss_wrapper.so");

  private static final List<String> AS_NOBODY_KNOWN =
      List.of("/usr/bin/setpriv", "--reuid", "4711", "--regid", "0", "--clear-groups");

  @TempDir private Path folder;
  private Installation installation;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(folder.resolve("spark-ddpm"));
  }

  @Test
  void javaOptionsOfTheSiteTheUserAndTheLauncherAllReachDriverAndExecutors() throws Exception {
    Path told = Files.createDirectories(folder.resolve("told"));
    Path site = Files.createDirectories(folder.resolve("site"));
    Files.write(
        site.resolve("spark-defaults.conf"),
        List.of(
            "spark.driver.defaultJavaOptions   -Dsite.default=driver",
            "spark.executor.defaultJavaOptions=-Dsite.default=executor",
            "spark.driver.extraJavaOptions     -Dsite.trust=store "
                + TELL.formatted(told.resolve("driver")),
            "spark.executor.extraJavaOptions   -Dsite.trust=lost"));

    Call prepared =
        installation.call(
            List.of(),
            Map.of("SPARK_CONF_DIR", site.toString()),
            "prepare",
            "--config",
            "conf/digits.conf",
            "--master",
            "local-cluster[1,1,1024]",
            "--spark-conf",
            "spark.executor.memory=1g",
            "--spark-conf",
            "spark.executor.extraJavaOptions=-Duser.proxy=p "
                + TELL.formatted(told.resolve("executor")),
            "data.source-images=" + FewDigits.images(folder),
            "data.source-labels=" + FewDigits.labels(folder),
            "data.prepared=prepared");

    assertThat(prepared.status()).as(prepared.output()).isZero();
    assertThat(arguments(told, "driver"))
        .contains(
            "-Dorg.bytedeco.javacpp.maxbytes=1g",
            "/deploy/log4j2.xml",
            "-Dsite.default=driver",
            "-Dsite.trust=store");
    assertThat(arguments(told, "executor"))
        .contains("-Dorg.bytedeco.javacpp.maxbytes=1g", "-Dsite.default=executor", "-Duser.proxy=p")
        .doesNotContain("site.trust");
  }

  private static String arguments(Path folder, String process) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path told =
          files
              .filter(f -> f.getFileName().toString().startsWith(process))
              .findFirst()
              .orElseThrow();
      return Files.readString(told).replaceAll("(?s).*<args>(.*?)</args>.*", "$1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "spark-core_2.13-5.0.0.jar, Spark 5.0.0 with Scala 2.13",
    "spark-core_2.12-4.0.0.jar, Spark 4.0.0 with Scala 2.12",
    "spark-core_2.12-3.4.4.jar, Spark 3.4.4 with Scala 2.12"
  })
  void aSparkOfAnotherLineIsRefusedWithItsVersion(String jar, String version) throws Exception {
    Path spark = folder.resolve("another spark");
    makeProgram(spark.resolve("bin/spark-submit"));
    Files.createFile(Files.createDirectories(spark.resolve("jars")).resolve(jar));

    Call refused =
        installation.call(List.of(), Map.of("SPARK_HOME", spark.toString()), "bench", "--dry-run");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.output().lines())
        .containsExactly(
            "error: SPARK_HOME (%s) is %s, and spark-ddpm needs Spark 3.5 or 4: set it to one, or unset it to use the local one"
                .formatted(spark, version));
  }

  @ParameterizedTest
  @CsvSource({
    "3.4, '', 'SPARK_DDPM_SPARK is 3.4, and the local Spark is 3.5 or 4.0'",
    "4.0, /opt/spark, 'SPARK_DDPM_SPARK is 4.0 and SPARK_HOME is /opt/spark: unset one of them'"
  })
  void aLineThatIsUnknownOrContradictedIsRefused(String line, String home, String reason)
      throws Exception {
    Map<String, String> environment = Map.of("SPARK_DDPM_SPARK", line, "SPARK_HOME", home);

    Call refused = installation.call(List.of(), environment, "bench", "--dry-run");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.output().lines())
        .singleElement()
        .asString()
        .startsWith("error: ")
        .contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8", "11", "25"})
  void anotherJavaIsRefused(String version) throws Exception {
    Path java = folder.resolve("another java");
    String told = "    java.specification.version = " + version;
    makeProgram(java.resolve("bin/java"), "#!/bin/sh", "echo '" + told + "' >&2");

    Call refused =
        installation.call(List.of(), Map.of("JAVA_HOME", java.toString()), "bench", "--dry-run");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.output().lines())
        .containsExactly(
            "error: JAVA_HOME (%s) is neither Java 17 nor 21: set it to one, or unset it to use the PATH"
                .formatted(java));
  }

  private static void makeProgram(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aUserWithoutANameRunsWhereTheSystemCanLendOneAndElseIsToldWhatToDo() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(AS_NOBODY_KNOWN.get(0))), "needs setpriv");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assumeTrue(canRead(SparkHome.jobJar()), "needs root, and a build that everybody may read");

    Call dry =
        installation.call(
            AS_NOBODY_KNOWN,
            Map.of("HOME", "/"),
            "train",
            "--config",
            "conf/digits.conf",
            "--dry-run",
            "output=" + folder.resolve("run"));

    if (Files.exists(NSS_WRAPPER)) {
      assertThat(dry.status()).as(dry.output()).isZero();
      assertThat(dry.output()).contains("batch-size").doesNotContain("Exception");
    } else {
      assertThat(dry.status()).isEqualTo(2);
      assertThat(dry.output().lines())
          .singleElement()
          .asString()
          .startsWith("error: user 4711 has no entry in /etc/passwd")
          .contains("nss_wrapper");
    }
  }

  private static boolean canRead(Path file) throws IOException, InterruptedException {
    Stream<String> test = Stream.of("test", "-r", file.toString());
    return new ProcessBuilder(Stream.concat(AS_NOBODY_KNOWN.stream(), test).toList())
            .start()
            .waitFor()
        == 0;
  }
}
