package io.github.sparkddpm.data;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** The images of one IDX file beside the labels of another, read in step. */
public final class IdxDataset {

  private final IdxReader images;
  private final Optional<IdxReader> labels;
  private int next;

  /**
   * Pairs two files whose headers have been read.
   *
   * @throws IllegalArgumentException if they hold different numbers of items
   */
  public IdxDataset(IdxReader images, Optional<IdxReader> labels) {
    this.images = images;
    this.labels = labels;
    labels.ifPresent(this::requireSameCount);
  }

  /** Returns the number of images, at least 1. */
  public int count() {
    return images.count();
  }

  /** Returns the shape of every image. */
  public ImageShape shape() {
    return images.shape();
  }

  /**
   * Returns the next image and its label.
   *
   * @throws IllegalArgumentException if a file is truncated
   */
  public LabelledImage next() throws IOException {
    byte[] pixels = images.next();
    OptionalInt label =
        labels.isPresent() ? OptionalInt.of(labels.get().next()[0] & 0xFF) : OptionalInt.empty();
    return new LabelledImage(next++, label, pixels);
  }

  /** Passes over images and their labels. */
  public void skip(int items) throws IOException {
    images.skip(items);
    if (labels.isPresent()) {
      labels.get().skip(items);
    }
    next += items;
  }

  /**
   * Checks that the files end here; must be called after the last image.
   *
   * @throws IllegalArgumentException if a file holds more bytes than its header declares
   */
  public void requireEnd() throws IOException {
    images.requireEnd();
    if (labels.isPresent()) {
      labels.get().requireEnd();
    }
  }

  private void requireSameCount(IdxReader other) {
    if (other.count() != images.count()) {
      throw new IllegalArgumentException(
          "%s holds %s images but %s holds %s labels: name two files of the same dataset"
              .formatted(images.name(), images.count(), other.name(), other.count()));
    }
  }
}
