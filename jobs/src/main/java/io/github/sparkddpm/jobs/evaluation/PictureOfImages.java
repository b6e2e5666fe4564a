package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A picture of some images side by side, small ones enlarged. */
final class PictureOfImages {

  private static final int SIDE = 56;
  private static final int GAP = 2;

  private final ImageShape shape;
  private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();

  PictureOfImages(ImageShape shape) {
    this.shape = shape;
  }

  /** Adds an image of C*H*W unsigned bytes. */
  void add(byte[] image) {
    pixels.writeBytes(image);
  }

  /** Returns all images that were added, as PNG. */
  byte[] png(int columns) throws IOException {
    return png(pixels.toByteArray(), columns);
  }

  /** Returns the given images, as PNG. */
  byte[] png(byte[] images, int columns) throws IOException {
    int scale = Math.max(1, SIDE / Math.max(shape.height(), shape.width()));
    return ImageGrid.png(new ImageGrid(scale, GAP).render(images, shape, columns));
  }
}
