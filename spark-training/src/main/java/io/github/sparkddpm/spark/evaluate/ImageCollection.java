package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.Labels;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** Images of one shape at positions from 0, read where they are needed; sent to executors. */
public sealed interface ImageCollection extends Serializable
    permits PreparedImages, FolderImages, SampledUnits, NoiseImages {

  /** Returns the collection's name for messages and reports. */
  String description();

  /** Returns the number of images, at least 1. */
  int count();

  /** Returns the shape of every image. */
  ImageShape shape();

  /** Returns the id by which the noise of the image at a position is keyed. */
  long id(int position);

  /** Returns the name of the image at a position. */
  String name(int position);

  /**
   * Reads images at consecutive positions.
   *
   * @return count*C*H*W unsigned bytes, image after image
   * @throws io.github.sparkddpm.spark.data.DatasetException if they are missing or damaged
   */
  byte[] pixels(int first, int count, Configuration hadoop) throws IOException;

  /** Reads images at consecutive positions with their classes, as {@link #pixels} does. */
  default LabelledPixels read(int first, int count, Configuration hadoop) throws IOException {
    return new LabelledPixels(pixels(first, count, hadoop), Labels.none(count));
  }

  /** Returns whether any of the images may have a class. */
  default boolean mayHaveClasses() {
    return false;
  }
}
