package io.github.sparkddpm.jobs.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The times at which the log writes; .ci/check-tensorboard reads it. */
class TensorBoardLogTest {

  private static final StepMetrics METRICS =
      new StepMetrics(1, 1, 1, 1, List.of(), 1, 1, 1, 1, 0, 0, 0, 0, 0, 0);

  @TempDir private Path folder;
  private TensorBoardLog log;

  @BeforeEach
  void begin() throws IOException {
    log = logOf(folder);
    started(0);
  }

  /** Leaves files in the build's folder, which .ci/run reads with TensorBoard. */
  @Test
  void stepsThatAreTrainedAgainAreTakenBack() throws IOException {
    folder = Path.of("target/tensorboard-of-a-restart");
    FileUtil.fullyDelete(folder.toFile());
    begin();
    metrics(0, 1, 2);
    drawn(2);
    checkpoint(2);
    log.update();
    metrics(0, 3, 4, 5);
    drawn(4);
    log.update();
    started(2);
    keepUntil(2);
    metrics(7, 3, 4);
    log.update();
    metrics(7, 5, 6);
    checkpoint(6);
    drawn(6);
    log.update();

    assertThat(names()).containsExactlyElementsOf(numbered(1, 4));
    assertThat(events(file(3)))
        .containsExactly(
            "file_version brain.Event:2", "restart 3", "3: loss/mean=7.3", "4: loss/mean=7.4");
  }

  @Test
  void aPictureIsWrittenOnceItsStepHasPassed() throws IOException {
    metrics(0, 1, 2);
    drawn(2);
    log.update();
    metrics(0, 3);
    log.update();

    assertThat(events(file(1)))
        .containsExactly(
            "file_version brain.Event:2", "restart 0", "1: loss/mean=0.1", "2: loss/mean=0.2");
    assertThat(events(file(2)))
        .containsExactly(
            "file_version brain.Event:2",
            "3: loss/mean=0.3",
            "2: samples/ema 5x3",
            "2: samples/raw 5x3");
  }

  @Test
  void aProcessThatGoesOnWritesAllAnewInThePlaceOfWhatWasThere() throws IOException {
    metrics(0, 1);
    log.update();
    metrics(0, 2);
    log.update();
    started(2);
    logOf(folder).update();

    assertThat(names()).containsExactlyElementsOf(numbered(3, 3));
    assertThat(events(file(3)))
        .containsExactly(
            "file_version brain.Event:2", "restart 0", "1: loss/mean=0.1", "2: loss/mean=0.2");
  }

  @Test
  void nothingNewMakesNoFile() throws IOException {
    metrics(0, 1);
    log.update();
    log.update();

    assertThat(names()).containsExactlyElementsOf(numbered(1, 1));
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenTheNextTime() throws IOException {
    metrics(0, 1);
    log.update();
    metrics(0, 2);
    Path inTheWay = Files.createDirectories(file(2).resolve("in-the-way"));
    assertThatThrownBy(log::update).isInstanceOf(OutputWriteException.class);
    FileUtil.fullyDelete(inTheWay.getParent().toFile());
    log.update();

    assertThat(events(file(2))).containsExactly("file_version brain.Event:2", "2: loss/mean=0.2");
  }

  @Test
  void aRunThatTrainsForLongGetsFilesMoreSeldom() {
    Measured measured = new Measured(METRICS);

    assertThat(log.isDue(measured, Duration.ofMinutes(2), Duration.ofHours(1))).isTrue();
    assertThat(log.isDue(measured, Duration.ofMinutes(2), Duration.ofHours(10))).isFalse();
    assertThat(log.isDue(measured, Duration.ofMinutes(13), Duration.ofHours(10))).isTrue();
  }

  private static TensorBoardLog logOf(Path run) {
    return new TensorBoardLog(new RunFolder(run.toString(), new Configuration()));
  }

  private void started(long step) throws IOException {
    append("attempts.jsonl", "{'what':'started','step':%s}\n".formatted(step));
  }

  private void metrics(int whole, int... steps) throws IOException {
    for (int step : steps) {
      append(
          "metrics.jsonl",
          String.format(
              Locale.ROOT,
              "{'step':%d,'time':'2026-01-04T02:00:%02dZ','loss':%s,'skippedSteps':0}\n",
              step,
              step,
              whole + "." + step));
    }
  }

  private void checkpoint(long step) throws IOException {
    append(
        "metrics.jsonl",
        "{'step':%s,'time':'2026-01-04T02:00:30Z','checkpoint':'c'}\n".formatted(step));
  }

  private void keepUntil(int lines) throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    List<String> before = Files.readAllLines(file);
    Files.write(file, before.subList(0, lines + 1));
  }

  private void drawn(long step) throws IOException {
    byte[] png = ImageGrid.png(new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_GRAY));
    Files.createDirectories(folder.resolve("grids"));
    for (String weights : List.of("raw", "ema")) {
      Files.write(
          folder.resolve(String.format(Locale.ROOT, "grids/step-%09d-%s.png", step, weights)), png);
    }
  }

  private void append(String name, String line) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(name),
        line.replace('\'', '"'),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private Path file(int number) {
    return folder.resolve(
        String.format(Locale.ROOT, "tensorboard/events.out.tfevents.%09d.spark-ddpm", number));
  }

  /** Returns the events of a file but for the number of skipped steps, which is always 0 here. */
  private static List<String> events(Path file) throws IOException {
    return new EventReader(file)
        .events().stream().filter(event -> !event.endsWith("optimizer/skipped_steps=0.0")).toList();
  }

  private List<String> numbered(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(number -> file(number).getFileName().toString())
        .toList();
  }

  private List<String> names() {
    return Arrays.stream(folder.resolve("tensorboard").toFile().list()).sorted().toList();
  }
}
