package io.github.sparkddpm.data.image;

/** An image in sRGB without transparency, with samples as fine as those of its file. */
sealed interface OpaqueImage permits RgbImage, DeepImage {

  /** Returns the image in another size, rounded to 8 bits at the end unless it is larger. */
  RgbImage resized(int width, int height);
}
