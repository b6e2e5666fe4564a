package io.github.sparkddpm.data.image;

import io.github.sparkddpm.data.ImageShape;
import java.io.Serializable;

/**
 * Brings images to one shape. They are cropped to its proportions around the centre, resized
 * without aliasing, and converted to its channels. An image that has the shape is left as it is,
 * byte for byte.
 *
 * @param shape of every result
 */
public record ImageFitter(ImageShape shape) implements Serializable {

  /**
   * Fits an image.
   *
   * @param pixels C*H*W unsigned bytes of the shape {@code found}
   * @return C*H*W unsigned bytes of the fitter's shape; {@code pixels} itself if nothing changes
   */
  public byte[] fit(byte[] pixels, ImageShape found) {
    if (found.equals(shape)) {
      return pixels;
    }
    RgbImage image = RgbImage.ofPlanes(pixels, found);
    Crop crop = crop(image.width(), image.height(), Orientation.UPRIGHT);
    return fit(image.crop(crop), Orientation.UPRIGHT);
  }

  /** Returns whether a stored image of that size has the shape's sides when it is turned. */
  boolean fits(int width, int height, Orientation orientation) {
    return width == storedWidth(orientation) && height == storedHeight(orientation);
  }

  /** Returns the part of a stored image of that size that will be seen. */
  Crop crop(int width, int height, Orientation orientation) {
    return Crop.centred(width, height, storedWidth(orientation), storedHeight(orientation));
  }

  /** Returns by how much a stored image may be reduced while it is decoded. */
  int reduction(Crop crop, Orientation orientation) {
    return ReducedJpeg.reduction(crop, storedWidth(orientation), storedHeight(orientation));
  }

  /** Resizes an image, then turns it: in that order there are fewer pixels to turn. */
  byte[] fit(OpaqueImage cropped, Orientation orientation) {
    RgbImage resized = cropped.resized(storedWidth(orientation), storedHeight(orientation));
    return orientation.applied(resized).planes(shape.channels());
  }

  /**
   * Crops, resizes and turns an image that was reduced while it was decoded.
   *
   * @param crop in pixels of the image before
   */
  byte[] fit(RgbImage reduced, int reduction, Crop crop, Orientation orientation) {
    RgbImage resized =
        AreaAverage.to(
            storedWidth(orientation), storedHeight(orientation), reduced, reduction, crop);
    return orientation.applied(resized).planes(shape.channels());
  }

  private int storedWidth(Orientation orientation) {
    return orientation.isTransposed() ? shape.height() : shape.width();
  }

  private int storedHeight(Orientation orientation) {
    return orientation.isTransposed() ? shape.width() : shape.height();
  }
}
