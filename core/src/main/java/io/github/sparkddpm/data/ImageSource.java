package io.github.sparkddpm.data;

import java.io.IOException;

/** A place from which images are loaded, one range of consecutive ids at a time. */
@FunctionalInterface
public interface ImageSource {

  /**
   * Loads images into memory. Only one thread calls it at a time, but not always the same one.
   *
   * @return exactly the images of the range, in the order of their ids
   * @throws IOException if the storage fails; an unchecked exception if the images are not there or
   *     damaged
   */
  ImageSet load(ImageRange range) throws IOException;
}
