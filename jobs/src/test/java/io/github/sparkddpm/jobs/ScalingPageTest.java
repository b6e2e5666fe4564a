package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.collective.RingCost;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page's tables that are calculated: of the presets' real sizes, of speeds that were measured,
 * and of networks that are assumed.
 */
class ScalingPageTest {

  private static final String PAGE = "docs/scaling.md";

  /** Assumed: from the sending of a message to that of the next, on hosts of one data centre. */
  private static final double HOP_SECONDS = 1e-4;

  /** Assumed: what a network carries beside its headers. */
  private static final double PAYLOAD = 0.94;

  /** Measured: what one core sends, receives and adds in a ring, in bytes a second. */
  private static final double CORE = 3.0e9;

  /** Assumed: what NVLink carries between GPUs of one host, and the time of a hop there. */
  private static final RingCost NVLINK = new RingCost(1e-5, 300e9);

  private static final int[] GIGABITS = {1, 10, 25};

  /**
   * A preset whose speed was measured.
   *
   * @param imagesPerSecond of one worker with two cores, from docs/performance.md
   */
  private record Trained(String preset, double imagesPerSecond, int batch) {

    long bytes() {
      Path file = Path.of("..", "conf", preset + ".conf");
      return Float.BYTES
          * ParameterLayout.of(ConfigLoader.load(Optional.of(file), List.of()).run().network())
              .length();
    }
  }

  private static final List<Trained> PRESETS =
      List.of(
          new Trained("digits", 145, 128),
          new Trained("rgb32", 21.4, 32),
          new Trained("cifar10", 5.9, 128));

  @Test
  void theTimesOfASumAreThoseOfTheModel() {
    assertPageHas(
        rows(
            (preset, gigabits) ->
                cells(
                    IntStream.of(2, 4, 16, 64, 256),
                    workers ->
                        text("%.0f", 1e3 * tcp(gigabits).seconds(workers, preset.bytes())))));
  }

  @Test
  void theSharesOfLinearSpeedOfABatchThatStaysAreThoseOfTheModel() {
    assertPageHas(
        rows(
            (preset, gigabits) ->
                cells(
                    IntStream.of(2, 4, 8, 16, 32, 64, 128),
                    workers -> workers > preset.batch() ? "" : share(preset, gigabits, workers))));
  }

  @Test
  void theImagesThatAWorkerNeedsAreThoseOfTheModel() {
    assertPageHas(
        rows(
            (preset, gigabits) ->
                cells(
                    IntStream.of(4, 16, 64, 256),
                    workers ->
                        text(
                            "%.0f",
                            Math.ceil(
                                preset.imagesPerSecond()
                                    * tcp(gigabits)
                                        .computingSeconds(workers, preset.bytes(), 0.95))))));
  }

  @Test
  void theTimesOfOtherWaysAreThoseOfTheirFormulas() {
    RingCost wire = new RingCost(HOP_SECONDS, bytesPerSecond(100));
    long bytes = PRESETS.get(2).bytes();
    double flat = wire.seconds(64, bytes);
    double hierarchical = NVLINK.seconds(8, bytes) + wire.seconds(8, bytes);
    double tree = 2 * bytes / wire.bytesPerSecond() + 2 * 6 * HOP_SECONDS;
    assertPageHas(
        Stream.of(
            text("| ring, 8 GPUs of one host | %.1f |", 1e3 * NVLINK.seconds(8, bytes)),
            text("| ring, 64 GPUs of 8 hosts, host by host | %.1f |", 1e3 * flat),
            text("| ring, 64 GPUs of 8 hosts, in the worst order | %.1f |", 8e3 * flat),
            text("| within each host, then between hosts | %.1f |", 1e3 * hierarchical),
            text("| tree, 64 GPUs of 8 hosts | %.1f |", 1e3 * tree)));
  }

  private interface Row {
    String of(Trained preset, int gigabits);
  }

  private static Stream<String> rows(Row row) {
    return PRESETS.stream()
        .flatMap(
            preset ->
                IntStream.of(GIGABITS)
                    .mapToObj(
                        gigabits ->
                            "| %s | %s | %s |"
                                .formatted(preset.preset(), gigabits, row.of(preset, gigabits))));
  }

  private static String cells(IntStream workers, IntFunction<String> cell) {
    return workers.mapToObj(cell).collect(Collectors.joining(" | "));
  }

  private static String share(Trained preset, int gigabits, int workers) {
    double computing = preset.batch() / preset.imagesPerSecond() / workers;
    double sum = tcp(gigabits).seconds(workers, preset.bytes());
    return text("%.2f", computing / (computing + sum));
  }

  private static RingCost tcp(int gigabits) {
    return new RingCost(HOP_SECONDS, Math.min(CORE, bytesPerSecond(gigabits)));
  }

  private static double bytesPerSecond(int gigabits) {
    return PAYLOAD * gigabits * 1e9 / Byte.SIZE;
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static void assertPageHas(Stream<String> rows) {
    List<String> expected = rows.toList();
    assertThat(MarkdownPage.read(PAGE).text().lines())
        .as(String.join("\n", expected))
        .containsAll(expected);
  }
}
