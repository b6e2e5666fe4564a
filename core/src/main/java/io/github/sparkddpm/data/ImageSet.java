package io.github.sparkddpm.data;

import java.util.Arrays;
import java.util.OptionalInt;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images in memory, one byte a sample, found by position or by id. */
public final class ImageSet {

  /** The most bytes of pixels that a set holds, C*H*W an image: the limit of one Java array. */
  public static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private final ImageShape shape;
  private final long[] ids;
  private final int[] labels;
  private final byte[] pixels;

  private ImageSet(ImageShape shape, long[] ids, int[] labels, byte[] pixels) {
    this.shape = shape;
    this.ids = ids;
    this.labels = labels;
    this.pixels = pixels;
  }

  /** Returns the shape of every image. */
  public ImageShape shape() {
    return shape;
  }

  /** Returns the number of images. */
  public int count() {
    return ids.length;
  }

  /** Returns the id of the image at a position in [0, count). */
  public long id(int position) {
    return ids[position];
  }

  /** Returns the class of the image at a position in [0, count), if it has one. */
  public OptionalInt label(int position) {
    return labels[position] == Labels.NONE ? OptionalInt.empty() : OptionalInt.of(labels[position]);
  }

  /**
   * Returns the position of the image with an id.
   *
   * @throws IllegalArgumentException if the set does not hold it
   */
  public int position(long id) {
    int position = Arrays.binarySearch(ids, id);
    if (position < 0) {
      throw new IllegalArgumentException(
          "No image with id %s among the %s loaded, ids %s..%s: load the shard that holds it"
              .formatted(id, ids.length, ids[0], ids[ids.length - 1]));
    }
    return position;
  }

  /**
   * Returns x_0 of a batch.
   *
   * @param positions B positions in [0, count); one may occur twice
   * @return a new float array [B,C,H,W] with values in [-1,1], in the order of the positions
   */
  public INDArray batch(int... positions) {
    return batch(positions, new boolean[positions.length]);
  }

  /**
   * Returns x_0 of a batch, some of its images mirrored left to right.
   *
   * @param positions B positions in [0, count); one may occur twice
   * @param mirrored which of the B images are mirrored
   * @return a new float array [B,C,H,W] with values in [-1,1], in the order of the positions
   */
  public INDArray batch(int[] positions, boolean[] mirrored) {
    int size = shape.size();
    float[] values = new float[Math.multiplyExact(positions.length, size)];
    for (int b = 0; b < positions.length; b++) {
      PixelScaling.scale(pixels, positions[b] * size, values, b * size, size);
      if (mirrored[b]) {
        mirror(values, b * size, size);
      }
    }
    return Nd4j.createFromArray(values).reshape('c', shape.batch(positions.length));
  }

  /**
   * Copies the bytes of one image.
   *
   * @param position in [0, count)
   * @param target receives C*H*W unsigned bytes
   * @param offset where they begin in the target
   */
  public void copyPixels(int position, byte[] target, int offset) {
    System.arraycopy(pixels, position * shape.size(), target, offset, shape.size());
  }

  private void mirror(float[] values, int from, int length) {
    for (int row = from; row < from + length; row += shape.width()) {
      for (int left = row, right = row + shape.width() - 1; left < right; left++, right--) {
        float value = values[left];
        values[left] = values[right];
        values[right] = value;
      }
    }
  }

  /** Fills a set whose size is known; images come in the order of their ids. */
  public static final class Builder {

    private final ImageShape shape;
    private final long[] ids;
    private final int[] labels;
    private final byte[] pixels;
    private int added;

    /**
     * Allocates the whole set.
     *
     * @param count the number of images to come, at least 1
     * @throws IllegalArgumentException if one byte array cannot hold them (2 GB)
     */
    public Builder(ImageShape shape, long count) {
      long bytes = count * shape.size();
      if (count < 1 || bytes > MAX_BYTES) {
        throw new IllegalArgumentException(
            "Cannot load %s images (%s bytes), the range is 1 image to 2 GB: load fewer at a time"
                .formatted(count, bytes));
      }
      this.shape = shape;
      this.ids = new long[(int) count];
      this.labels = new int[(int) count];
      this.pixels = new byte[(int) bytes];
    }

    /**
     * Copies the next image in.
     *
     * @throws IllegalArgumentException if its id is not above the one before, its bytes are not
     *     C*H*W, or the set is full
     */
    public void add(LabelledImage image) {
      requireFits(image);
      ids[added] = image.id();
      labels[added] = image.label().orElse(Labels.NONE);
      System.arraycopy(image.pixels(), 0, pixels, added * shape.size(), shape.size());
      added++;
    }

    /**
     * Returns the filled set; the builder is used up.
     *
     * @throws IllegalStateException if images are missing
     */
    public ImageSet build() {
      if (added != ids.length) {
        throw new IllegalStateException(
            "Only %s of %s images were added".formatted(added, ids.length));
      }
      return new ImageSet(shape, ids, labels, pixels);
    }

    private void requireFits(LabelledImage image) {
      if (added == ids.length) {
        throw new IllegalArgumentException(
            "Image %s is one more than the %s expected".formatted(image.id(), ids.length));
      }
      if (image.pixels().length != shape.size()) {
        throw new IllegalArgumentException(
            "Image %s has %s bytes, expected %s for %s"
                .formatted(image.id(), image.pixels().length, shape.size(), shape));
      }
      if (added > 0 && image.id() <= ids[added - 1]) {
        throw new IllegalArgumentException(
            "Image %s follows image %s: ids must grow".formatted(image.id(), ids[added - 1]));
      }
    }
  }
}
