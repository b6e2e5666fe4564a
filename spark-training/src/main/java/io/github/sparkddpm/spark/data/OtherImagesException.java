package io.github.sparkddpm.spark.data;

/**
 * A shard is whole, but its images are others than those that the dataset's digest is of: somebody
 * put another file in its place, and changed the manifest to fit.
 */
public final class OtherImagesException extends DatasetException {

  private static final long serialVersionUID = 1L;

  OtherImagesException(String message) {
    super(message);
  }
}
