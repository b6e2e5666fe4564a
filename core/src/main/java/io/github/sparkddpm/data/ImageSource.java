package io.github.sparkddpm.data;

import java.io.IOException;

/** Where images are loaded from, a range of consecutive ids at a time. */
@FunctionalInterface
public interface ImageSource {

  /**
   * Loads images into memory; called by one thread at a time, not always the same.
   *
   * @return exactly the images of the range, in the order of their ids
   * @throws IOException if the storage fails; an unchecked exception if the images are not there or
   *     damaged
   */
  ImageSet load(ImageRange range) throws IOException;
}
