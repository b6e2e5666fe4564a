package io.github.sparkddpm.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that somebody else made, by mistake or on purpose. */
class SafetensorsHeaderTest {

  @Test
  void tensorsComeInTheOrderOfTheirData() throws IOException {
    SafetensorsHeader header =
        read(
            """
            {"__metadata__": {"by": "hand"},
             "b": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]},
             "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
            """);

    assertThat(header.entries().keySet()).containsExactly("a", "b");
    assertThat(header.entries().get("a").shape()).isEqualTo(List.of(2L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [null, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, null]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": null}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [null], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": null, \"shape\": [1], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [-4, 0]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 0]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 1e300]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": {}, \"data_offsets\": \"0\"}}",
        "{\"a\": null}",
        "{\"a\": 4}",
        "[]",
        "null",
        "  ",
        "{\"a\": "
      })
  void aHeaderThatMakesNoSenseIsMalformed(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(MalformedTensorsException.class)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 90_000_000, Long.MAX_VALUE})
  void aHeaderOfAnImpossibleLengthIsNotRead(long length) {
    byte[] file = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(MalformedTensorsException.class)
        .hasMessage("has a header of %s bytes, expected 2 to 8388608", length);
  }

  private static SafetensorsHeader read(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return read(
        ByteBuffer.allocate(Long.BYTES + bytes.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(bytes.length)
            .put(bytes)
            .array());
  }

  private static SafetensorsHeader read(byte[] file) throws IOException {
    return SafetensorsHeader.read(new DataInputStream(new ByteArrayInputStream(file)));
  }
}
