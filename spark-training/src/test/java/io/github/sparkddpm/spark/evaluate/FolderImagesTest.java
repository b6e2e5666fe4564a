package io.github.sparkddpm.spark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.LocalSpark;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        .hasMessageStartingWith("No image files in the folder");
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
        .hasMessageContainingAll(
            "Cannot use the image 00000001.png of file:",
            "its 20x28 pixels are not the 28x28 expected");
  }

  @Test
  void aPaletteIsReadAsItsColours() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
    image.setRGB(0, 0, 0xFFFF0000);
    ImageIO.write(image, "png", folder.resolve("a.png").toFile());

    assertThat(list(new ImageShape(3, 1, 1)).pixels(0, 1, HADOOP)).containsExactly(0xFF, 0, 0);
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
        .hasMessageContaining("a.png of");
  }

  @Test
  void imagesOfAnyFormatAndNameBelowTheFolderAreUsed() throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (String name : List.of("_a.PNG", "b.bmp", "deep/12:30 %20.png", "c.jpg", "d.tiff")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      String format = name.substring(name.lastIndexOf('.') + 1);
      assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    }
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("."));
    Files.writeString(folder.resolve("_a.PNG.crc"), "older");
    Files.writeString(folder.resolve("._a.PNG.crc"), "older");
    FolderImages images = list(Digits.SHAPE);

    assertThat(images.files())
        .containsExactly("_a.PNG", "b.bmp", "c.jpg", "d.tiff", "deep/12:30 %20.png");
    assertThat(images.pixels(0, 5, HADOOP)).containsOnly(0);
  }

  @Test
  void anImageOfManyPixelsIsRefusedByItsHeader() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    byte[] claiming = png.toByteArray();
    ByteBuffer.wrap(claiming).putInt(16, 20_000).putInt(20, 20_000);
    Files.write(folder.resolve("a.png"), claiming);

    assertThatThrownBy(() -> list(Digits.SHAPE).pixels(0, 1, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("its 20000x20000 pixels are not the 28x28 expected");
  }

  @Test
  void aLinkToNothingIsNamed() throws IOException {
    Files.createSymbolicLink(folder.resolve("a.png"), Path.of("gone.png"));

    assertThatThrownBy(() -> list(Digits.SHAPE).pixels(0, 1, HADOOP))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("Cannot use the image a.png of file:")
        .hasMessageContaining("it is a link to gone.png");
  }

  private FolderImages list(ImageShape shape) throws IOException {
    return FolderImages.list(folder.toString(), shape, 0, HADOOP);
  }
}
