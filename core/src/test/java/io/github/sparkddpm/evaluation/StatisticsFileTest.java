package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that NumPy wrote: {@code make_npz.py} says what is in them. */
class StatisticsFileTest {

  private static final int FEATURES = 3;
  private static final double[] MEAN = {0.5, -2.25, 1024};
  private static final double[] COVARIANCE = {
    0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.125
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "compressed",
        "single",
        "big-endian",
        "fortran",
        "further-arrays",
        "version2",
        "version3"
      })
  void howeverNumPyKeepsThemTheNumbersAreTheSame(String name) throws URISyntaxException {
    FeatureGaussian read = StatisticsFile.read(numPys(name), FEATURES, name);

    assertThat(read.mean()).isEqualTo(MEAN);
    assertThat(read.covariance()).isEqualTo(COVARIANCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "objects; mu is of type |O, expected one of <f4, <f8, >f4, >f8",
        "strings; mu is of type <U3, expected one of <f4, <f8, >f4, >f8",
        "half; sigma is of type <f2, expected one of <f4, <f8, >f4, >f8",
        "integers; mu is of type <i8, expected one of <f4, <f8, >f4, >f8",
        "complex; sigma is of type <c16, expected one of <f4, <f8, >f4, >f8",
        "rows; mu is of type [('a', '<f4'), ('b', '<i2')], expected one of <f4, <f8, >f4, >f8",
        "long-double; mu is of type <f16, expected one of <f4, <f8, >f4, >f8",
        "nan; sigma holds NaN as value 5",
        "infinite; mu holds Infinity as value 1",
        "scalar; mu is of shape [], expected [3]",
        "flat; sigma is of shape [9], expected [3, 3]",
        "row; mu is of shape [1, 3], expected [3]",
        "nameless; it has no array mu",
        "half-a-pair; it has no array sigma"
      },
      quoteCharacter = '"')
  void anythingElseIsRefusedByName(String name, String reason) throws URISyntaxException {
    Path archive = numPys(name);

    assertThatThrownBy(() -> StatisticsFile.read(archive, FEATURES, "x/ref.npz"))
        .isInstanceOf(FeatureModelException.class)
        .hasMessage(
            "x/ref.npz cannot be used as statistics of 3 features: "
                + reason
                + "; name another evaluate.features.statistics, or delete it");
  }

  @Test
  void statisticsOfAnotherNumberOfFeaturesAreRefused() throws URISyntaxException {
    Path archive = numPys("plain");

    assertThatThrownBy(() -> StatisticsFile.read(archive, 2048, "x/ref.npz"))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageContaining("mu is of shape [3], expected [2048]");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    FeatureGaussian gaussian = new FeatureGaussian(MEAN, COVARIANCE);
    Path archive = Files.write(folder.resolve("ours.npz"), StatisticsFile.write(gaussian));
    FeatureGaussian read = StatisticsFile.read(archive, FEATURES, "ours.npz");

    assertThat(read.mean()).isEqualTo(MEAN);
    assertThat(read.covariance()).isEqualTo(COVARIANCE);
    assertThat(Files.readAllBytes(archive)).isEqualTo(StatisticsFile.write(gaussian));
  }

  @Test
  void aFileThatIsNoArchiveOrEndsTooEarlyIsNamed() throws IOException {
    byte[] whole = StatisticsFile.write(new FeatureGaussian(MEAN, COVARIANCE));
    Path half = Files.write(folder.resolve("half"), Arrays.copyOf(whole, whole.length / 2));
    Path text = Files.writeString(folder.resolve("text"), "no zip", StandardCharsets.UTF_8);

    for (Path bad : new Path[] {half, text}) {
      assertThatThrownBy(() -> StatisticsFile.read(bad, FEATURES, "x/ref.npz"))
          .isInstanceOf(FeatureModelException.class)
          .hasMessageStartingWith("x/ref.npz cannot be used as statistics of 3 features: ");
    }
  }

  @Test
  void aFlippedBitAmongTheNumbersIsDamage() throws IOException, URISyntaxException {
    byte[] archive = Files.readAllBytes(numPys("plain"));
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    // The numbers follow the end of the header's line.
    archive[text.indexOf('\n', text.indexOf("(3, 3)")) + 1 + 8 * Double.BYTES] ^= 1;
    Path bad = Files.write(folder.resolve("flipped"), archive);

    assertThatThrownBy(() -> StatisticsFile.read(bad, FEATURES, "x/ref.npz"))
        .isInstanceOf(FeatureModelException.class)
        .hasMessageContaining(": sigma is damaged, its checksum says;");
  }

  private static Path numPys(String name) throws URISyntaxException {
    return Path.of(StatisticsFileTest.class.getResource("npz/" + name + ".npz").toURI());
  }
}
