package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Images that were drawn: no record, for their pixels are neither copied nor compared. */
public final class Samples {

  /** More would make a picture that nobody can open. */
  private static final int MOST_IN_GRID = 1024;

  /** Small images are enlarged to about this many pixels a side. */
  private static final int SIDE = 56;

  private final ImageShape shape;
  private final long checkpoint;
  private final byte[] pixels;
  private final List<byte[]> moments;

  Samples(ImageShape shape, long checkpoint, byte[] pixels, List<byte[]> moments) {
    this.shape = shape;
    this.checkpoint = checkpoint;
    this.pixels = pixels;
    this.moments = moments;
  }

  /** The step of the checkpoint whose weights drew them. */
  public long checkpoint() {
    return checkpoint;
  }

  /** B*C*H*W unsigned bytes, image after image in the order of their ids; not copied. */
  public byte[] pixels() {
    return pixels;
  }

  /**
   * The images side by side, at most the first {@value #MOST_IN_GRID}.
   *
   * @param columns images in a row, at least 1
   */
  public BufferedImage grid(int columns) {
    byte[] shown = Arrays.copyOf(pixels, Math.min(pixels.length, MOST_IN_GRID * shape.size()));
    return picture().render(shown, shape, columns);
  }

  /** A row for each of the first images, from noise on the left to the image on the right. */
  public BufferedImage denoising() {
    return picture()
        .renderColumns(moments.stream().map(moment -> PixelScaling.scale(moment, shape)).toList());
  }

  private ImageGrid picture() {
    return new ImageGrid(Math.max(1, SIDE / Math.max(shape.height(), shape.width())), 2);
  }
}
