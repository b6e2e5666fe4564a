package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** Images of one shape at positions from 0, read where they are needed; travels to executors. */
public sealed interface ImageCollection extends Serializable
    permits PreparedImages, FolderImages, NoiseImages {

  /** What it is, for messages and reports. */
  String description();

  /** The number of images, at least 1. */
  int count();

  /** The shape of every image. */
  ImageShape shape();

  /** What the noise of the image at a position is keyed by. */
  long id(int position);

  /** What the image at a position is called. */
  String name(int position);

  /**
   * Images at consecutive positions.
   *
   * @return count*C*H*W unsigned bytes, image after image
   * @throws io.github.sparkddpm.spark.data.DatasetException if they are missing or damaged
   */
  byte[] pixels(int first, int count, Configuration hadoop) throws IOException;
}
