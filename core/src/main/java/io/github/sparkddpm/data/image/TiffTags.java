package io.github.sparkddpm.data.image;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;

/** The numbers in the tags of a TIFF file's first image. */
final class TiffTags {

  private final Directory image;
  private final ByteOrder order;

  private TiffTags(Directory image, ByteOrder order) {
    this.image = image;
    this.order = order;
  }

  static TiffTags of(byte[] file) throws IOException, UnusableImageException {
    try (ImageInputStream in = new ByteArrayImageInputStream(file)) {
      CompoundDirectory images = (CompoundDirectory) new TIFFReader().read(in);
      if (images.directoryCount() == 0) {
        throw new UnusableImageException("there is no image in the TIFF file");
      }
      return new TiffTags(images.getDirectory(0), in.getByteOrder());
    }
  }

  boolean isLittleEndian() {
    return order == ByteOrder.LITTLE_ENDIAN;
  }

  /** Returns all numbers of a tag, none if it is missing. */
  long[] numbers(int tag) {
    Entry entry = image.getEntryById(tag);
    if (entry == null) {
      return new long[0];
    }
    Object value = entry.getValue();
    if (value instanceof Number number) {
      return new long[] {number.longValue()};
    }
    long[] numbers = new long[Array.getLength(value)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ((Number) Array.get(value, i)).longValue();
    }
    return numbers;
  }

  /** Returns the first number of a tag. */
  int number(int tag, int whenMissing) {
    long[] numbers = numbers(tag);
    return numbers.length == 0 ? whenMissing : Math.toIntExact(numbers[0]);
  }

  /** Returns the number of a tag that has one for each sample, all alike. */
  int same(int tag, int whenMissing) throws UnusableImageException {
    long[] numbers = numbers(tag);
    if (Arrays.stream(numbers).distinct().count() > 1) {
      throw new UnusableImageException(
          "its samples differ in size or kind (TIFF tag %s: %s)"
              .formatted(tag, Arrays.toString(numbers)));
    }
    return number(tag, whenMissing);
  }
}
