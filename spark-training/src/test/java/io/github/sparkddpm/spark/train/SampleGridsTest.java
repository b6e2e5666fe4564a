package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.prepare.FailingFileSystem;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleGridsTest extends WithTinyDataset {

  @TempDir private Path output;

  @Test
  void aRunWithGridsEndsAsOneWithoutThemBitForBit() throws IOException {
    Path without = output.resolve("without");
    Path with = output.resolve("with");
    TinyRun.train(TinyRun.run(dataset, without, TinyRun.plan(7)));
    TinyRun.train(TinyRun.run(dataset, with, TinyRun.withGrids(TinyRun.plan(7))));

    assertThat(TinyRun.state(with)).matches(TinyRun.state(without)::isSameAs);
    assertThat(without.resolve("grids")).doesNotExist();
    assertThat(grids(with))
        .containsOnlyKeys(
            "step-000000002-ema.png",
            "step-000000002-raw.png",
            "step-000000004-ema.png",
            "step-000000004-raw.png",
            "step-000000006-ema.png",
            "step-000000006-raw.png")
        .allSatisfy((name, digest) -> assertThat(size(with, name)).isEqualTo("172x114"));
    // Every state and every kind of weights draws something else.
    assertThat(grids(with).values()).doesNotHaveDuplicates();
  }

  @Test
  void aResumedRunWritesTheSameGrids() throws IOException {
    Path whole = output.resolve("whole");
    Path parts = output.resolve("parts");
    TinyRun.train(TinyRun.run(dataset, whole, TinyRun.withGrids(TinyRun.plan(8))));
    for (long steps : new long[] {3, 4, 8}) {
      TinyRun.train(TinyRun.run(dataset, parts, TinyRun.withGrids(TinyRun.plan(steps))));
    }

    assertThat(grids(parts)).hasSize(8).isEqualTo(grids(whole));
  }

  @Test
  void theFirstOfSeveralWorkersDrawsThem() throws IOException {
    TinyRun.train(TinyRun.run(dataset, output, TinyRun.on(2, TinyRun.withGrids(TinyRun.plan(4)))));

    assertThat(grids(output)).hasSize(4);
  }

  @Test
  void aGridThatCannotBeWrittenEndsTheRunWithTheReason() {
    FailingFileSystem.register(
        LocalSpark.session().sparkContext().hadoopConfiguration(), "step-000000004-raw");
    TrainingRun run =
        TinyRun.run(dataset, "failing://" + output, TinyRun.withGrids(TinyRun.plan(8)));

    assertThatThrownBy(() -> TinyRun.train(run))
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContaining("grids/step-000000004-raw.png: No space left");
  }

  private static Map<String, String> grids(Path run) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(run.resolve("grids"))) {
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), DigestUtils.sha256Hex(Files.readAllBytes(file)));
      }
    }
    return digests;
  }

  private static String size(Path run, String name) {
    try {
      BufferedImage image = ImageIO.read(run.resolve("grids").resolve(name).toFile());
      return image.getWidth() + "x" + image.getHeight();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
