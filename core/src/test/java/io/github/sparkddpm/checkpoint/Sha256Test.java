package io.github.sparkddpm.checkpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.DigestInputStream;
import org.junit.jupiter.api.Test;

class Sha256Test {

  /** FIPS 180-2, appendix B.1. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void theDigestIsTheStandardsOwnExample() throws IOException {
    assertThat(Sha256.of("abc".getBytes(US_ASCII))).isEqualTo(OF_ABC);
    assertThat(Sha256.of(new ByteArrayInputStream("abc".getBytes(US_ASCII)))).isEqualTo(OF_ABC);
  }

  @Test
  void whatWasReadBeforeCounts() throws IOException {
    DigestInputStream in = Sha256.digesting(new ByteArrayInputStream("abc".getBytes(US_ASCII)));
    assertThat(in.read()).isEqualTo('a');
    assertThat(Sha256.ofRest(in)).isEqualTo(OF_ABC);
  }
}
