package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 50_000, 123_456_789_012L})
  void theHeaderIsNumPysAndEndsAtAMultipleOf64(long images) {
    byte[] header = Npy.header("|u1", images, 32, 32, 3);

    assertThat(header.length % 64).isZero();
    assertThat(Npy.offset(header)).isEqualTo(header.length);
    assertThat(new String(header, StandardCharsets.ISO_8859_1))
        .startsWith("\u0093NUMPY\u0001\u0000")
        .contains(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (%s, 32, 32, 3), }"
                .formatted(images))
        .endsWith("\n");
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> Npy.offset("PNG or what".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
