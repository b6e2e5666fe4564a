package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.network.UNetConfig;

/** The images that a network takes and draws. */
public final class NetworkImages {

  private NetworkImages() {}

  /** Returns the shape of one image: channels, height and width. */
  public static ImageShape shape(UNetConfig network) {
    return new ImageShape(network.channels(), network.imageSize(), network.imageSize());
  }
}
