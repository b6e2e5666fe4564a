package io.github.sparkddpm.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentDigestTest {

  private static final byte[] A = {1, 2, 3};
  private static final byte[] B = {1, 2, 4};

  /**
   * The expected digest is that of {@code printf '\\0\\0\\0\\0\\0\\0\\0\\5\\0\\0\\0\\7\\1\\2\\3' |
   * sha256sum}.
   */
  @Test
  void ofOneImageItIsTheDigestOfIdLabelAndPixels() {
    ContentDigest digest = new ContentDigest();
    digest.add(5, 7, A);
    assertThat(digest.hex())
        .isEqualTo("42032ac972f220699d4a06916029751c37bad243711f2e1862bad1b957d393e5");
  }

  @Test
  void itIsTheSameHoweverTheImagesAreCutIntoShards() {
    ContentDigest first = new ContentDigest();
    first.add(0, 1, A);
    ContentDigest second = new ContentDigest();
    second.add(1, 2, B);
    second.add(2, -1, A);
    ContentDigest parts = new ContentDigest();
    parts.add(second.hex());
    parts.add(first.hex());

    ContentDigest whole = new ContentDigest();
    whole.add(0, 1, A);
    whole.add(1, 2, B);
    whole.add(2, -1, A);
    assertThat(parts.hex()).isEqualTo(whole.hex()).hasSize(64);
  }

  @Test
  void aPixelALabelOrTheOrderMakesAnother() {
    String digest = of(0, A, 1, B);
    assertThat(digest)
        .isNotEqualTo(of(0, B, 1, B))
        .isNotEqualTo(of(2, A, 1, B))
        .isNotEqualTo(of(-1, A, 1, B))
        .isNotEqualTo(of(1, B, 0, A));
  }

  private static String of(int firstLabel, byte[] first, int secondLabel, byte[] second) {
    ContentDigest digest = new ContentDigest();
    digest.add(0, firstLabel, first);
    digest.add(1, secondLabel, second);
    return digest.hex();
  }
}
