package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.train.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks and whole jobs that end before their time. */
@Timeout(120)
class InterruptedSamplingTest {

  private static final int IMAGES = 24;
  private static final int STEPS = 20;

  @TempDir private static Path shared;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    TinyRun.train(TinyRun.run(TinyRun.dataset(shared), run(), TinyRun.plan(3)));
    samples(SampleFormat.PNG, shared.resolve("whole")).draw();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TABLE")
  void aTaskThatIsKilledMidwayIsDoneAgainFromItsLastUnit(SampleFormat format) throws IOException {
    TinySamples samples = samples(format, folder);
    // Within the second of three units of four images.
    try (Killer killer = new Killer(6 * STEPS)) {
      SamplingResult done = samples.draw(killer);

      assertThat(done.drawn()).isEqualTo(IMAGES);
      assertThat(killer.attempts).hasValue(3);
    }
    assertThat(samples.pixels()).isEqualTo(whole());
    assertThat(names(format.folder())).noneMatch(name -> name.endsWith(".unfinished"));
  }

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void aJobThatFailsMidwayLeavesNoManifestAndTheNextDrawsOnlyWhatIsMissing(SampleFormat format)
      throws IOException {
    TinySamples samples = samples(format, folder);
    assertThatThrownBy(() -> samples.draw(failing(10 * STEPS))).isInstanceOf(Exception.class);
    assertThat(names(".")).doesNotContain("manifest.json", "_SUCCESS", "grid.png");
    Map<String, FileTime> before = age(format.folder());

    // Other batches and tasks than those of the first time.
    SamplingResult rest = samples.split(3, 2, 6).draw();

    assertThat(rest.drawn()).isPositive().isLessThan(IMAGES).matches(drawn -> drawn % 4 == 0);
    assertThat(age(format.folder())).containsAllEntriesOf(recorded(format, before));
    assertThat(samples.pixels()).isEqualTo(whole());
    assertThat(names(".")).contains("manifest.json", "_SUCCESS", "grid.png");
  }

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void theSameCommandAgainDrawsNothing(SampleFormat format) throws IOException {
    TinySamples samples = samples(format, folder);
    SamplingResult first = samples.draw();
    byte[] manifest = Files.readAllBytes(folder.resolve("manifest.json"));
    Map<String, FileTime> before = age(format.folder());
    SamplingResult again = samples.split(1, 24, 64).draw();

    assertThat(first.drawn()).isEqualTo(IMAGES);
    assertThat(again.drawn()).isZero();
    assertThat(again.paths()).isEqualTo(first.paths());
    assertThat(age(format.folder())).isEqualTo(before);
    assertThat(folder.resolve("manifest.json")).hasBinaryContent(manifest);
  }

  @Test
  void imagesWithoutARecordDoNotCount() throws IOException {
    TinySamples samples = samples(SampleFormat.PNG, folder).ids(0, 8);
    samples.draw();
    Files.delete(folder.resolve("_units/png/00000004-00000007.json"));
    Files.writeString(folder.resolve("images/00000005.png"), "half an im");
    Files.writeString(folder.resolve("images/00000099.png"), "half an im");

    assertThat(samples.draw().drawn()).isEqualTo(4);
    assertThat(samples.pixels()).isEqualTo(Arrays.copyOf(whole(), 8 * TinySamples.SIZE));
    assertThat(names("images")).hasSize(8);
  }

  @Test
  void anImageThatVanishedIsDrawnAgainWithItsUnit() throws IOException {
    TinySamples samples = samples(SampleFormat.PNG, folder).ids(0, 8);
    samples.draw();
    Files.delete(folder.resolve("images/00000002.png"));

    assertThat(samples.draw().drawn()).isEqualTo(4);
    assertThat(samples.pixels()).isEqualTo(Arrays.copyOf(whole(), 8 * TinySamples.SIZE));
  }

  @Test
  void anImageThatCannotBeWrittenEndsTheJobSayingWhich() throws IOException {
    TinySamples samples = samples(SampleFormat.PNG, folder).ids(0, 4).split(1, 4, 4);
    samples.draw();
    Files.delete(folder.resolve("images/00000001.png"));
    Files.createDirectories(folder.resolve("images/00000001.png/in-the-way"));

    assertThatThrownBy(samples::draw)
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContainingAll("Cannot write", "00000001.png");
  }

  private static Consumer<SamplingProgress> failing(long done) {
    return progress -> {
      if (progress.done() >= done) {
        throw new IllegalStateException("by the test");
      }
    };
  }

  /** Kills the task of index 1 once so much is done. */
  private static final class Killer extends SparkListener
      implements Consumer<SamplingProgress>, AutoCloseable {

    private final SparkSession spark = LocalSpark.session();
    private final AtomicInteger attempts = new AtomicInteger();
    private final long done;
    private volatile long task = -1;
    private boolean killed;

    Killer(long done) {
      this.done = done;
      spark.sparkContext().addSparkListener(this);
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      attempts.incrementAndGet();
      if (start.taskInfo().index() == 1) {
        task = start.taskInfo().taskId();
      }
    }

    @Override
    public synchronized void accept(SamplingProgress progress) {
      if (!killed && task >= 0 && progress.done() >= done) {
        killed = true;
        spark.sparkContext().killTaskAttempt(task, false, "by the test");
      }
    }

    @Override
    public void close() {
      spark.sparkContext().removeSparkListener(this);
    }
  }

  /** Returns those of the files that belong to finished units. */
  private Map<String, FileTime> recorded(SampleFormat format, Map<String, FileTime> files)
      throws IOException {
    List<String> units = names("_units/" + format.id());
    Map<String, FileTime> recorded = new TreeMap<>(files);
    recorded
        .keySet()
        .removeIf(
            name ->
                units.stream()
                    .filter(unit -> unit.endsWith(".json"))
                    .noneMatch(unit -> belongs(name, unit)));
    assertThat(recorded).isNotEmpty();
    return recorded;
  }

  private static boolean belongs(String file, String record) {
    long first = Long.parseLong(record.substring(0, 8));
    long last = Long.parseLong(record.substring(9, 17));
    long id = Long.parseLong(file.substring(0, 8));
    return id >= first && id <= last;
  }

  /** Returns the time at which each file was written. */
  private Map<String, FileTime> age(String path) throws IOException {
    Map<String, FileTime> ages = new TreeMap<>();
    for (String name : names(path)) {
      Path file = folder.resolve(path).resolve(name);
      ages.put(name, Files.getLastModifiedTime(file));
    }
    return ages;
  }

  private List<String> names(String path) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(path))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static TinySamples samples(SampleFormat format, Path folder) {
    return TinySamples.of(run(), folder)
        .by(SamplingAlgorithm.ANCESTRAL)
        .as(format)
        .ids(0, IMAGES)
        .split(2, 4, 4);
  }

  private static byte[] whole() throws IOException {
    return samples(SampleFormat.PNG, shared.resolve("whole")).pixels();
  }

  private static Path run() {
    return shared.resolve("run");
  }
}
