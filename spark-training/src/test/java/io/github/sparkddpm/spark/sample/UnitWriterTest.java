package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.sample.files.IdRange;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UnitWriterTest {

  private static final Charset UTF = StandardCharsets.UTF_8;
  private static final List<IdRange> UNITS = List.of(new IdRange(3, 2), new IdRange(9, 3));

  @Test
  void batchesOfAnySizeFillTheUnits() throws IOException {
    Map<IdRange, String> written = new LinkedHashMap<>();
    try (UnitWriter writer =
        new UnitWriter(UNITS, 1, (unit, pixels) -> written.put(unit, new String(pixels, UTF)))) {
      writer.add("abcd".getBytes(UTF));
      writer.add("e".getBytes(UTF));
      writer.awaitWritten();
    }

    assertThat(written)
        .containsExactly(Map.entry(UNITS.get(0), "ab"), Map.entry(UNITS.get(1), "cde"));
  }

  @Test
  void aUnitIsWrittenWhileTheNextIsDrawn() throws IOException {
    CountDownLatch drawn = new CountDownLatch(1);
    try (UnitWriter writer = new UnitWriter(UNITS, 1, (unit, pixels) -> await(drawn))) {
      writer.add("abcd".getBytes(UTF));
      drawn.countDown();
      writer.awaitWritten();
    }
  }

  @Test
  void aUnitThatCannotBeWrittenEndsTheDrawing() throws IOException {
    try (UnitWriter writer =
        new UnitWriter(
            UNITS,
            1,
            (unit, pixels) -> {
              throw new IOException("disk full");
            })) {
      writer.add("ab".getBytes(UTF));

      assertThatThrownBy(() -> writer.add("cde".getBytes(UTF)))
          .isInstanceOf(IOException.class)
          .hasMessage("disk full");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
