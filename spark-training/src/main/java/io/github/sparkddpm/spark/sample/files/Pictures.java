package io.github.sparkddpm.spark.sample.files;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Pictures of samples for people.
 *
 * @param shape of one image
 */
public record Pictures(ImageShape shape) {

  /** The most images of a grid; nobody would look at more. */
  public static final int MOST_IN_GRID = 256;

  /** The picture of the first images side by side. */
  public static final String GRID = "grid.png";

  /**
   * The picture of the denoising: a row for each of the first images, from noise on the left to the
   * image on the right.
   */
  public static final String DENOISING = "denoising.png";

  private static final int FRAME_COLUMNS = 4;

  /** The pixels a side to which small images are about enlarged. */
  private static final int SIDE = 56;

  /** Writes the images side by side. */
  public void writeGrid(OutputFolder folder, byte[] pixels, int columns) throws IOException {
    folder.write(GRID, ImageGrid.png(grid().render(pixels, shape, columns)));
  }

  /** Writes one picture of all moments. */
  public void writeDenoising(OutputFolder folder, List<byte[]> moments) throws IOException {
    folder.write(
        DENOISING,
        ImageGrid.png(
            grid()
                .renderColumns(
                    moments.stream().map(moment -> PixelScaling.scale(moment, shape)).toList())));
  }

  /** Writes one picture a moment, to make a film of. */
  public void writeFrames(OutputFolder folder, List<byte[]> moments) throws IOException {
    for (int i = 0; i < moments.size(); i++) {
      String name = String.format(Locale.ROOT, "frame-%04d-of-%04d.png", i + 1, moments.size());
      folder.write(name, ImageGrid.png(grid().render(moments.get(i), shape, FRAME_COLUMNS)));
    }
  }

  private ImageGrid grid() {
    return new ImageGrid(Math.max(1, SIDE / Math.max(shape.height(), shape.width())), 2);
  }
}
