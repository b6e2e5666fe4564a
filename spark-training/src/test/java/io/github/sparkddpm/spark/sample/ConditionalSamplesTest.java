package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.Npy;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.sample.files.SampleClasses;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run whose network is told classes and learns the variance, from labels to images. */
class ConditionalSamplesTest {

  private static final Conditioning GUIDED = new Conditioning(2, List.of(), List.of());

  @TempDir static Path folder;

  private static PreparedDataset dataset;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    dataset = TinyRun.labelledDataset(folder, 3);
    run = folder.resolve("run");
    TinyRun.train(TinyRun.run(dataset, run, plan(3)));
  }

  private static TrainingPlan plan(long steps) {
    return TinyRun.told(3, TinyRun.plan(steps));
  }

  @Test
  void aResumedRunEndsAsOneThatNeverStoppedAndUsesTheLabels(@TempDir Path other)
      throws IOException {
    Path whole = other.resolve("whole");
    Path resumed = other.resolve("resumed");
    Path otherLabels = other.resolve("other-labels");
    TinyRun.train(TinyRun.run(dataset, whole, plan(6)));
    TinyRun.train(TinyRun.run(dataset, resumed, plan(4)));
    TinyRun.train(TinyRun.run(dataset, resumed, plan(6)));
    TinyRun.train(TinyRun.run(TinyRun.labelledDataset(other, 2), otherLabels, plan(6)));
    assertThat(state(resumed).isSameAs(state(whole))).isTrue();
    assertThat(state(otherLabels).isSameAs(state(whole))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anImageIsTheSameInEveryFormatBatchAndTask(SampleFormat format, @TempDir Path other)
      throws IOException {
    byte[] expected = pixels(TinySamples.of(run, other.resolve("one")), GUIDED);
    TinySamples split = TinySamples.of(run, other.resolve("two")).as(format).split(3, 2, 2);
    byte[] found = pixels(split, GUIDED);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void guidanceAndClassesChangeImages(@TempDir Path other) throws IOException {
    byte[] guided = pixels(TinySamples.of(run, other.resolve("guided")), GUIDED);
    byte[] plain = pixels(TinySamples.of(run, other.resolve("plain")), Conditioning.IN_TURN);
    byte[] twos =
        pixels(
            TinySamples.of(run, other.resolve("twos")), new Conditioning(1, List.of(2), List.of()));
    assertThat(guided).isNotEqualTo(plain);
    assertThat(image(twos, 2)).isEqualTo(image(plain, 2));
    assertThat(image(twos, 0)).isNotEqualTo(image(plain, 0));
  }

  @Test
  void thePngFilesHaveATableOfTheirClasses(@TempDir Path other) throws IOException {
    Conditioning conditioning = new Conditioning(1, List.of(2, 0), List.of());
    draw(TinySamples.of(run, other.resolve("s")), conditioning);
    String first = "id,class\n0,2\n1,0\n2,2\n3,0\n4,2\n5,0\n6,2\n";
    assertThat(other.resolve("s/classes.csv")).hasContent(first);
    draw(TinySamples.of(run, other.resolve("s")).ids(7, 2), conditioning);
    assertThat(other.resolve("s/classes.csv")).hasContent(first + "7,0\n8,2\n");
    Files.delete(other.resolve("s/classes.csv"));
    draw(TinySamples.of(run, other.resolve("s")), conditioning);
    assertThat(other.resolve("s/classes.csv")).hasContent(first + "7,0\n8,2\n");
  }

  @Test
  void theParquetFilesHaveTheClassesOfTheirImages(@TempDir Path other) throws IOException {
    draw(TinySamples.of(run, other.resolve("s")).as(SampleFormat.PARQUET).ids(1, 4), GUIDED);
    List<Integer> labels =
        LocalSpark.session()
            .read()
            .parquet(other.resolve("s/parquet").toString())
            .orderBy("id")
            .select("label")
            .as(Encoders.INT())
            .collectAsList();
    assertThat(labels).containsExactly(1, 2, 0, 1);
  }

  @Test
  void aPngFileIsOfTheClassOfItsIdAndAnotherFileIsRefused() {
    SampleClasses classes = GUIDED.classes(plan(1).network(), 7);
    assertThat(classes.label("00000005.png")).isEqualTo(2);
    assertThatThrownBy(() -> classes.label("best/00000005.png"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("best/00000005.png");
    assertThat(SampleClasses.NONE.label("best/00000005.png")).isEqualTo(Labels.NONE);
  }

  @Test
  void theNpzHasTheClassesOfItsImages(@TempDir Path other) throws IOException {
    draw(TinySamples.of(run, other.resolve("s")).as(SampleFormat.NPZ).ids(1, 4), GUIDED);
    try (ZipFile npz = new ZipFile(other.resolve("s/samples-00000001-00000004.npz").toFile())) {
      byte[] array = npz.getInputStream(npz.getEntry("arr_1.npy")).readAllBytes();
      ByteBuffer labels = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
      labels.position(Npy.offset(array));
      assertThat(
              new long[] {labels.getLong(), labels.getLong(), labels.getLong(), labels.getLong()})
          .containsExactly(1, 2, 0, 1);
      assertThat(labels.hasRemaining()).isFalse();
    }
  }

  @Test
  void imagesOfAnotherGuidanceAreNeverMixedIn(@TempDir Path other) throws IOException {
    draw(TinySamples.of(run, other.resolve("s")), GUIDED);
    byte[] settings = Files.readAllBytes(other.resolve("s/settings.json"));
    assertThatThrownBy(() -> draw(TinySamples.of(run, other.resolve("s")), Conditioning.IN_TURN))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("guidance (2.0 there, 1.0 here)");
    assertThat(other.resolve("s/settings.json")).hasBinaryContent(settings);
  }

  @Test
  void imagesWithoutLabelsOrWithOthersAreRefusedBeforeTraining(@TempDir Path other)
      throws IOException {
    PreparedDataset plain = TinyRun.dataset(other);
    assertThatThrownBy(() -> TinyRun.train(TinyRun.run(plain, other.resolve("run"), plan(3))))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("network.classes = 3, but the images of")
        .hasMessageContaining("have no labels");
    assertThatThrownBy(
            () ->
                TinyRun.train(
                    TinyRun.run(TinyRun.labelledDataset(other, 5), other.resolve("run"), plan(3))))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith(
            "are from 0 to 4, but with network.classes = 3 they must be from 0 to 2");
    assertThat(other.resolve("run")).doesNotExist();
  }

  private static TrainingState state(Path output) throws IOException {
    return TinyRun.state(output, plan(6).network());
  }

  private static byte[] image(byte[] pixels, int i) {
    return Arrays.copyOfRange(pixels, i * TinySamples.SIZE, (i + 1) * TinySamples.SIZE);
  }

  private static byte[] pixels(TinySamples samples, Conditioning conditioning) throws IOException {
    draw(samples, conditioning);
    return samples.pixels();
  }

  private static void draw(TinySamples samples, Conditioning conditioning) throws IOException {
    TinySamples.draw(samples.request(conditioning), progress -> {});
  }
}
