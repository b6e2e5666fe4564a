package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.evaluation.FeatureInput;
import io.github.sparkddpm.evaluation.FeatureInput.Layout;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.prepare.Preparing;
import io.github.sparkddpm.spark.source.IdxSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;

/** The bundled digits and their feature model. */
final class Digits {

  static final ImageShape SHAPE = new ImageShape(1, 28, 28);

  private static final Path FOLDER = Path.of("../deploy/digits");
  private static final int SIZE = 28 * 28;

  private Digits() {}

  static PreparedDataset prepare(Path folder) throws IOException {
    String images = FOLDER.resolve("digits-images-idx3-ubyte.gz").toString();
    return Preparing.dataset(new IdxSource(images, Optional.empty()), SHAPE, 4, folder);
  }

  static FeaturePlan model() throws IOException {
    FeatureInput input =
        new FeatureInput("image", "features", Layout.NCHW, 1, 28, List.of(0.0), List.of(1.0));
    return FeaturePlan.read(
        FOLDER.resolve("digit-features.onnx").toString(), input, 50, 1, new Configuration());
  }

  /** Writes images as PNG files that sort by their position. */
  static void writePng(Path folder, byte[] pixels) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < pixels.length / SIZE; i++) {
      byte[] image = Arrays.copyOfRange(pixels, i * SIZE, (i + 1) * SIZE);
      Files.write(
          folder.resolve(String.format(Locale.ROOT, "%08d.png", i)),
          ImageGrid.png(new ImageGrid(1, 0).render(image, SHAPE, 1)));
    }
  }

  /** Bytes of consecutive digits. */
  static byte[] pixels(int first, int count) throws IOException {
    Path file = FOLDER.resolve("digits-images-idx3-ubyte.gz");
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      in.skipNBytes(16 + (long) first * SIZE);
      return in.readNBytes(count * SIZE);
    }
  }
}
