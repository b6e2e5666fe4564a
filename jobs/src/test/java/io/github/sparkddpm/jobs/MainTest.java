package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private SparkHere spark;

  @BeforeEach
  void runInThisProcess() {
    spark = new SparkHere("local[1]");
  }

  @AfterEach
  void forgetTheMaster() {
    spark.close();
  }

  @Test
  void aWrongConfigurationIsOneLineAndExitCodeTwo() {
    Invocation wrong = Invocation.of("train", "training.steps=none");

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("error: training.steps");
    assertThat(wrong.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "engine.name=tensorflow, engine.name must be auto or dl4j or torch",
    "engine.name=dl4j engine.precision=bfloat16, engine.precision = bfloat16 needs engine.name = torch"
  })
  void anEngineThatThereIsNotIsOneLineAndExitCodeTwo(String overrides, String message) {
    Invocation wrong = Invocation.of(("train --dry-run " + overrides).split(" "));

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err().lines()).singleElement().asString().startsWith("error: " + message);
  }

  @Test
  void verboseAddsTheStackTrace() {
    Invocation wrong = Invocation.of("train", "--verbose", "training.steps=none");

    assertThat(wrong.err()).contains("\tat io.github.sparkddpm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--stpes", "trian"})
  void aWrongCommandLineIsOneLineAndExitCodeTwo(String word) {
    Invocation wrong = Invocation.of(word, "train");

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err().lines()).hasSize(1).first().asString().contains(word, "--help");
  }

  @Test
  void theHelpOfAVerbHasExamplesAndExitCodes() {
    Invocation help = Invocation.of("train", "--help");

    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("spark-ddpm train --config conf/digits.conf", "diverged");
  }

  @Test
  void aJobGetsPathsThatExecutorsUnderstandToo() {
    Invocation done =
        Invocation.of(
            (config, spark) -> {
              assertThat(config.output()).matches("file:/.*/jobs/runs/here");
              assertThat(config.data().prepared()).isEqualTo("file:/srv/prepared");
              return List.of("here", "there");
            },
            "test",
            "output=runs/here",
            "data.prepared=file:///srv/prepared");

    assertThat(done.err()).isEmpty();
    assertThat(done.status()).isZero();
    assertThat(done.out().lines()).containsExactly("here", "there");
  }

  @Test
  void aPathWithALoginIsRefusedAndMaskedEverywhere() {
    Invocation refused = testJob("output=s3a://AKIA:hun/ter2@bucket/run");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .startsWith("error: Cannot use the path s3a://******@bucket/run: credentials in a path");
    assertThat(refused.out() + testJob("--dry-run", "output=s3a://AKIA:hun/ter2@bucket/run"))
        .contains("s3a://******@bucket/run")
        .doesNotContain("AKIA", "ter2");
  }

  @Test
  void aSparkThatRunsAlreadyWithAnotherSerializerIsRefusedAndGoesOn() {
    String kryo = "org.apache.spark.serializer.KryoSerializer";
    try (SparkSession running =
        SparkSession.builder().config("spark.serializer", kryo).getOrCreate()) {
      Invocation refused = testJob();

      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err().lines())
          .singleElement()
          .asString()
          .startsWith("error: spark.serializer is " + kryo)
          .contains("start Spark without it");
      assertThat(running.range(3).count()).isEqualTo(3);
    }
  }

  @Test
  void withoutAnS3FileSystemAPathOfS3IsRefusedSayingWhatToAdd() {
    Invocation refused = testJob("output=s3a://bucket/run");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .contains("s3a://bucket/run", "add org.apache.hadoop:hadoop-aws", "-Ps3");
  }

  private static Invocation testJob(String... arguments) {
    return Invocation.of(
        (config, spark) -> List.of(),
        Stream.concat(Stream.of("test"), Stream.of(arguments)).toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void theExitCodeOfAJobArrives(ExitCode code) {
    Invocation failed =
        Invocation.of(
            (config, spark) -> {
              throw new JobException(code, "for this reason");
            },
            "test");
    assertThat(failed.status()).isEqualTo(code.number());
  }

  @Test
  void aFailureForAKnownReasonIsOneLine() {
    Invocation diverged =
        Invocation.of(
            (config, spark) -> {
              throw new JobException(ExitCode.DIVERGED, "the loss is NaN since step 12");
            },
            "test");

    assertThat(diverged.status()).isEqualTo(4);
    assertThat(diverged.err().lines()).containsExactly("error: the loss is NaN since step 12");
  }

  @Test
  void anUnexpectedFailureIsOneLineWithItsCausesAndAFileWithItsTrace() throws IOException {
    Invocation failed = unexpected("test");

    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err().lines())
        .singleElement()
        .asString()
        .startsWith(
            "error: unexpected IOException: first line second line, for NullPointerException")
        .contains("(MainTest.java:");
    Path trace = Path.of(failed.err().replaceFirst("(?s).*stack trace is in (\\S+), .*", "$1"));
    assertThat(trace).content().contains("\tat io.github.sparkddpm", "Caused by: ");
    Files.delete(trace);
  }

  @Test
  void anUnexpectedFailureShowsWhereItCameFromIfAsked() {
    assertThat(unexpected("test", "--verbose").err())
        .contains("\tat io.github")
        .containsPattern("error: unexpected IOException: .*\\(MainTest.java:\\d+\\)\n$");
  }

  private static Invocation unexpected(String... arguments) {
    return Invocation.of(
        (config, spark) -> {
          throw new IOException(
              "first line\nsecond line\n\tat somewhere", new NullPointerException());
        },
        arguments);
  }

  @Test
  void errorsOfTheMachineAreExplainedToo() {
    Invocation failed =
        Invocation.of(
            (config, spark) -> {
              throw new OutOfMemoryError("Java heap space");
            },
            "test");

    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err().lines())
        .singleElement()
        .asString()
        .startsWith("error: Not enough memory (Java heap space): raise SPARK_DRIVER_MEMORY");
  }
}
