package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sums between workers that are threads of this process. */
class SumBenchmarkTest {

  private static final Pattern ROW = Pattern.compile(" +(\\d+) +\\d+\\.\\d+ +\\d+\\.\\d+");

  private SparkHere spark;

  @BeforeEach
  void setTheMaster() {
    spark = new SparkHere("local[3]");
  }

  @AfterEach
  void forgetTheMaster() {
    spark.close();
  }

  @Test
  void theTableHasWhatWasMeasuredAndWhatMoreWorkersWouldTake() {
    Invocation bench = bench("--sums", "training.workers=3");

    assertThat(bench.err()).isEmpty();
    List<String> lines = bench.out().lines().toList();
    assertThat(lines.get(0)).matches("3 workers, \\d+ parameters, medians of 2 sums");
    assertThat(lines)
        .extracting(ROW::matcher)
        .filteredOn(Matcher::matches)
        .extracting(row -> row.group(1))
        .containsExactly("2", "4", "8", "16", "32", "64", "128", "256");
  }

  @Test
  void oneWorkerIsToldWhatToPass() {
    Invocation bench = bench("--sums");

    assertThat(bench.status()).isEqualTo(2);
    assertThat(bench.err()).contains("bench --sums needs 2 workers or more, got 1: ");
  }

  @Test
  void twoThingsAtOnceAreRefused() {
    Invocation bench = bench("--sums", "--layers");

    assertThat(bench.status()).isEqualTo(2);
    assertThat(bench.err()).contains("mutually exclusive");
  }

  private static Invocation bench(String... more) {
    Stream<String> common =
        Stream.of(
            "bench",
            "--config",
            "../conf/digits.conf",
            "network.base-channels=8",
            "bench.warmup=1",
            "bench.steps=2");
    return Invocation.of(Stream.concat(common, Stream.of(more)).toArray(String[]::new));
  }
}
