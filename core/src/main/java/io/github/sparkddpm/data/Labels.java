package io.github.sparkddpm.data;

import java.util.Arrays;

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
}
