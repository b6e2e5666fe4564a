package io.github.sparkddpm.data;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Converts between 8-bit pixels and the model's range: x = b/127.5 - 1, and b = round(127.5 x +
 * 127.5), clamped to 0..255 (Ho et al. 2020, section 3.3). All 256 pixels survive the way there and
 * back.
 */
public final class PixelScaling {

  private static final float[] SCALED = scaledPixels();

  private PixelScaling() {}

  /** Returns the value in [-1,1] of one pixel, read as unsigned. */
  public static float scale(byte pixel) {
    return SCALED[pixel & 0xFF];
  }

  /**
   * Returns the pixel nearest to a value; values outside [-1,1] become black or white.
   *
   * @throws IllegalArgumentException for NaN, which has no pixel
   */
  public static byte unscale(float value) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException(
          "Cannot make pixels of NaN: the model that made the image has diverged");
    }
    long pixel = Math.round(127.5 * value + 127.5);
    return (byte) Math.max(0, Math.min(255, pixel));
  }

  /**
   * Returns pixels as a batch for the model.
   *
   * @param pixels B images of C*H*W unsigned bytes, one after the other
   * @return a new float array [B,C,H,W] with values in [-1,1]
   * @throws IllegalArgumentException if the bytes are not a whole, positive number of images
   */
  public static INDArray scale(byte[] pixels, ImageShape shape) {
    int images = shape.imagesIn(pixels);
    float[] values = new float[pixels.length];
    scale(pixels, 0, values, 0, pixels.length);
    return Nd4j.createFromArray(values).reshape('c', shape.batch(images));
  }

  /**
   * Returns the pixels of images in [-1,1], whatever the array's order, strides and floating type.
   *
   * @param images [B,C,H,W]
   * @return B*C*H*W unsigned bytes, image after image
   * @throws IllegalArgumentException if a value is NaN
   */
  public static byte[] unscale(INDArray images) {
    float[] values = images.castTo(DataType.FLOAT).dup('c').data().asFloat();
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = unscale(values[i]);
    }
    return pixels;
  }

  static void scale(byte[] pixels, int from, float[] values, int to, int length) {
    for (int i = 0; i < length; i++) {
      values[to + i] = scale(pixels[from + i]);
    }
  }

  private static float[] scaledPixels() {
    float[] scaled = new float[256];
    for (int pixel = 0; pixel < scaled.length; pixel++) {
      scaled[pixel] = (float) (pixel / 127.5 - 1);
    }
    return scaled;
  }
}
