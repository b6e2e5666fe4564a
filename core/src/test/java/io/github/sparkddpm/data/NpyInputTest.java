package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyInputTest {

  private static final int DOUBLES = 6;
  private static final byte[] VALUES = new byte[DOUBLES * Double.BYTES];

  @Test
  void theHeaderThatWeWriteIsRead() throws IOException {
    NpyHeader header = new NpyInput(stream(Npy.header("<f8", 2, 3))).header();

    assertThat(header).isEqualTo(new NpyHeader("<f8", false, List.of(2L, 3L)));
  }

  @Test
  void fortransOrderOfThreeAxesIsTurnedIntoCs() throws IOException {
    ByteBuffer values = ByteBuffer.allocate(24 * Double.BYTES);
    for (int c = 0; c < 4; c++) {
      for (int b = 0; b < 3; b++) {
        for (int a = 0; a < 2; a++) {
          values.putDouble((a * 3 + b) * 4 + c);
        }
      }
    }
    byte[] text =
        "{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3, 4), }"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] header = header(1, text.length);

    double[] read = new NpyInput(stream(header, text, values.array())).doubles();
    for (int i = 0; i < read.length; i++) {
      assertThat(read[i]).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 47})
  void aHeaderThatPromisesMoreThanThereIsIsRefused(int bytes) throws IOException {
    NpyInput array = new NpyInput(stream(Npy.header("<f8", DOUBLES), Arrays.copyOf(VALUES, bytes)));

    assertThatThrownBy(array::doubles)
        .isInstanceOf(IOException.class)
        .hasMessage("ends after %d of 6 values", bytes / Double.BYTES);
  }

  @Test
  void anEndlessStreamIsReadNoFurtherThanItsShapeTells() throws IOException {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }
        };
    NpyInput array =
        new NpyInput(new SequenceInputStream(stream(Npy.header("<f8", DOUBLES)), endless));

    assertThatThrownBy(array::doubles)
        .isInstanceOf(IOException.class)
        .hasMessage("holds more than its 6 values");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, 1L << 31, 1L << 62})
  void aShapeThatNoMemoryHoldsIsRefused(long side) throws IOException {
    NpyInput array = new NpyInput(stream(Npy.header("<f8", side, 4)));

    assertThatThrownBy(array::doubles)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is too large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'descr': '<f8', 'fortran_order': False, }",
        "{'descr': '<f8', 'fortran_order': 1, 'shape': (3,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
        "{'descr': '<f8\nerror: forged', 'fortran_order': False, 'shape': (3,), }",
        "{'descr': None, 'fortran_order': False, 'shape': (3,), }"
      })
  void aHeaderThatTellsNoArrayIsRefused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> new NpyInput(stream(header(1, bytes.length), bytes)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aHeaderOfGigabytesIsNotRead() {
    assertThatThrownBy(() -> new NpyInput(stream(header(2, 0xFFFFFFF0))))
        .isInstanceOf(IOException.class)
        .hasMessage("has a header of 4294967280 bytes, expected at most 10000");
  }

  @Test
  void whatIsNoArrayOrOfAnotherVersionIsRefused() {
    assertThatThrownBy(
            () -> new NpyInput(stream("PNG or what".getBytes(StandardCharsets.US_ASCII))))
        .hasMessage("is no NumPy array of version 1.0 to 3.0");
    assertThatThrownBy(() -> new NpyInput(stream(header(4, 0))))
        .hasMessage("is no NumPy array of version 1.0 to 3.0");
    assertThatThrownBy(() -> new NpyInput(stream(new byte[3])))
        .hasMessage("ends within NumPy's header");
  }

  private static byte[] header(int version, int length) {
    byte[] bytes = {
      (byte) 0x93,
      'N',
      'U',
      'M',
      'P',
      'Y',
      (byte) version,
      0,
      (byte) length,
      (byte) (length >> 8),
      (byte) (length >> 16),
      (byte) (length >> 24)
    };
    return version == 1 ? Arrays.copyOf(bytes, bytes.length - 2) : bytes;
  }

  private static InputStream stream(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return new ByteArrayInputStream(all.toByteArray());
  }
}
