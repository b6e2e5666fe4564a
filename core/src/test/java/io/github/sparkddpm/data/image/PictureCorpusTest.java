package io.github.sparkddpm.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.data.ImageShape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes each picture of src/test/resources/pictures: as expected, or left out, never wrong. */
class PictureCorpusTest {

  private static final int SIDE = 32;
  private static final Map<String, Differences> FIGURES = new TreeMap<>();

  private final ImageDecoder decoder =
      new ImageDecoder(
          new ImageFitter(new ImageShape(3, SIDE, SIDE)), RgbColor.of("#ffffff"), 1_000_000);

  @ParameterizedTest(name = "{0}")
  @MethodSource("pictures")
  void isReadAsExpectedOrLeftOut(String file, JsonNode entry) throws IOException {
    boolean mayBeLeftOut =
        entry.get("expect").asText().equals("quarantine") || entry.has("or_quarantine");
    Optional<byte[]> pixels = decoded(file);
    if (pixels.isEmpty()) {
      assertThat(mayBeLeftOut).as("%s may be left out", file).isTrue();
    } else if (entry.has("expected")) {
      Difference nearest = nearest(entry, pixels.get());
      FIGURES
          .computeIfAbsent(
              file.replaceAll(".*\\.", "").toLowerCase(Locale.ROOT), f -> new Differences())
          .add(nearest);
      assertThat(nearest.most()).as(file).isLessThanOrEqualTo(tolerance(file));
    } else {
      fail("%s was used, and should have been left out", file);
    }
  }

  /** Returns how many levels of 255 one sample may differ. */
  private static int tolerance(String file) {
    if (file.endsWith(".webp")) {
      return 5; // The reader copies a block before its neighbours' smoothing filter has run.
    }
    if (file.toLowerCase(Locale.ROOT).contains("lab")) {
      return 6; // Expected is the picture that was converted to Lab: 8 bits of Lab do not hold it.
    }
    if (file.contains("ycbcr")) {
      return 3; // As of Lab: chroma of 8 bits.
    }
    if (file.contains("icc-assoc")) {
      return 6; // Colours multiplied by a small alpha have few levels left for the profile.
    }
    if (file.contains("upscale")) {
      return 6; // Bicubic interpolation of Java2D and of Pillow differ at edges.
    }
    return 1; // Rounding: of 16 bits, of profiles, of the inverse cosine transform.
  }

  private Optional<byte[]> decoded(String file) throws IOException {
    try (InputStream in = resource(file)) {
      return Optional.of(decoder.decode(in.readAllBytes()));
    } catch (UnusableImageException e) {
      assertThat(e.getMessage().lines()).as("reason of %s", file).hasSize(1);
      return Optional.empty();
    }
  }

  private static Difference nearest(JsonNode entry, byte[] pixels) throws IOException {
    Difference nearest = null;
    for (JsonNode expected : entry.get("expected")) {
      try (InputStream in = resource(expected.asText())) {
        Difference difference = Difference.between(ImageIO.read(in), pixels);
        if (nearest == null || difference.mean() < nearest.mean()) {
          nearest = difference;
        }
      }
    }
    return nearest;
  }

  static Stream<Object[]> pictures() throws IOException {
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    for (String list : new String[] {"index.json", "corrections.json", "further.json"}) {
      try (InputStream in = resource(list)) {
        StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
            .forEach(entry -> entries.put(entry.get("file").asText(), entry));
      }
    }
    assertThat(entries).hasSizeGreaterThan(257);
    return entries.entrySet().stream().map(e -> new Object[] {e.getKey(), e.getValue()});
  }

  private static InputStream resource(String name) {
    return PictureCorpusTest.class.getResourceAsStream("/pictures/" + name);
  }

  @AfterAll
  static void printFigures() {
    FIGURES.forEach(
        (format, differences) -> System.out.printf(Locale.ROOT, "%-5s %s%n", format, differences));
  }

  private record Difference(int most, double mean) {

    static Difference between(BufferedImage expected, byte[] planes) {
      int most = 0;
      long sum = 0;
      for (int i = 0; i < planes.length; i++) {
        int pixel = i % (SIDE * SIDE);
        int level =
            expected.getRGB(pixel % SIDE, pixel / SIDE) >> (16 - 8 * (i / (SIDE * SIDE))) & 0xFF;
        int difference = Math.abs(level - (planes[i] & 0xFF));
        most = Math.max(most, difference);
        sum += difference;
      }
      return new Difference(most, (double) sum / planes.length);
    }
  }

  /** Sums up the differences of one format. */
  private static final class Differences {

    private int count;
    private int most;
    private double greatestMean;

    void add(Difference difference) {
      count++;
      most = Math.max(most, difference.most());
      greatestMean = Math.max(greatestMean, difference.mean());
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%3d used; greatest difference %d of 255, greatest mean %.2f",
          count,
          most,
          greatestMean);
    }
  }
}
