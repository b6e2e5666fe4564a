package io.github.sparkddpm.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Classes of images as numbers from 0, one an image. */
public final class Labels {

  /** The number that stands for no class. */
  public static final int NONE = -1;

  private Labels() {}

  /** Returns the labels of so many images without a class. */
  public static int[] none(int images) {
    int[] labels = new int[images];
    Arrays.fill(labels, NONE);
    return labels;
  }

  /**
   * Returns the number of images, of so many that have classes in turn, that have each class
   * equally often; all of them if no class comes twice.
   */
  public static int wholeTurns(int images, int classes) {
    return classes == 0 || images < classes ? images : images - images % classes;
  }

  /** Returns the labels of so many images that have all classes in turn; none without classes. */
  public static int[] inTurn(int images, int classes) {
    return classes == 0
        ? none(images)
        : IntStream.range(0, images).map(image -> image % classes).toArray();
  }
}
