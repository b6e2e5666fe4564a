package io.github.sparkddpm.spark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.LocalSpark;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderImagesTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  @Test
  void theBytesAreThoseOfTheFilesInTheOrderOfTheirNames() throws IOException {
    Digits.writePng(folder, Digits.pixels(7, 4));
    Files.writeString(folder.resolve("samples.json"), "{}");
    Files.writeString(folder.resolve("_SUCCESS"), "");
    FolderImages images = list(Digits.SHAPE);

    assertThat(images.count()).isEqualTo(4);
    assertThat(images.pixels(1, 3, HADOOP)).isEqualTo(Digits.pixels(8, 3));
    assertThat(images.name(2)).isEqualTo("00000002.png");
  }

  @Test
  void coloursAreReadPlaneAfterPlane() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    image.setRGB(1, 0, 0xFAFBFC);
    ImageIO.write(image, "png", folder.resolve("a.png").toFile());

    assertThat(list(new ImageShape(3, 1, 2)).pixels(0, 1, HADOOP))
        .containsExactly(1, 0xFA, 2, 0xFB, 3, 0xFC);
  }

  @Test
  void noImagesAreNamed() {
    assertThatThrownBy(() -> list(Digits.SHAPE))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("No PNG file in the folder");
    assertThatThrownBy(() -> FolderImages.list(folder + "/none", Digits.SHAPE, 0, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("No folder of images at", "none");
  }

  @Test
  void anImageOfAnotherSizeIsNamedFromATaskToo() throws IOException {
    Digits.writePng(folder, Digits.pixels(0, 3));
    ImageIO.write(
        new BufferedImage(20, 28, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        folder.resolve("00000001.png").toFile());
    FeaturePlan model = Digits.model();
    DistributedEvaluator evaluator =
        new DistributedEvaluator(LocalSpark.session(), EngineConfig.AUTO, 1, progress -> {});

    assertThatThrownBy(() -> evaluator.features(model, list(Digits.SHAPE), 0))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(
            "00000001.png is 1 channels of 8 bits of 28x20, expected 1 channels of 8 bits of 28x28");
  }

  @Test
  void aPaletteIsNotTakenForGreyLevels() throws IOException {
    ImageIO.write(
        new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_INDEXED),
        "png",
        folder.resolve("a.png").toFile());

    assertThatThrownBy(() -> list(Digits.SHAPE).pixels(0, 1, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("a.png is a palette of 28x28");
  }

  @Test
  void aSubsetIsSpreadOverAllFiles() throws IOException {
    Digits.writePng(folder, Digits.pixels(0, 5));

    assertThat(FolderImages.list(folder.toString(), Digits.SHAPE, 2, HADOOP).files())
        .containsExactly("00000000.png", "00000002.png");
  }

  @Test
  void aFileThatIsNoImageIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.png"), "not a picture");

    assertThatThrownBy(() -> list(Digits.SHAPE).pixels(0, 1, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("a.png is not a PNG image");
  }

  private FolderImages list(ImageShape shape) throws IOException {
    return FolderImages.list(folder.toString(), shape, 0, HADOOP);
  }
}
