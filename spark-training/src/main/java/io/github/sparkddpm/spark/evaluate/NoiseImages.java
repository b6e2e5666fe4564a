package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.apache.hadoop.conf.Configuration;

/**
 * Images of independent, evenly distributed bytes: the worst that a model could draw.
 *
 * @param noise image i depends on its seed and i alone
 */
public record NoiseImages(NoiseStream noise, ImageShape shape, int count)
    implements ImageCollection {

  private static final long serialVersionUID = 1L;

  @Override
  public String description() {
    return "%s images of noise".formatted(count);
  }

  @Override
  public long id(int position) {
    return position;
  }

  @Override
  public String name(int position) {
    return "noise " + position;
  }

  @Override
  public byte[] pixels(int first, int count, Configuration hadoop) {
    int size = shape.size();
    byte[] pixels = new byte[Math.multiplyExact(count, size)];
    for (int i = 0; i < count; i++) {
      noise
          .generator(Purpose.EVALUATION_IMAGE, 0, (long) first + i)
          .nextBytes(pixels, i * size, size);
    }
    return pixels;
  }
}
