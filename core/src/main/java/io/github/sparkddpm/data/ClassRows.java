package io.github.sparkddpm.data;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The arrangement of images of several classes for a picture: sorted by class and, where all
 * classes have as many images, with a row for each.
 *
 * @param order positions of the images, in reading order
 * @param columns images a row
 */
public record ClassRows(List<Integer> order, int columns) {

  public ClassRows {
    order = List.copyOf(order);
  }

  /**
   * Arranges images.
   *
   * @param labels their classes or {@link Labels#NONE}
   * @param columns images a row where classes have different numbers of images, or there is but one
   */
  public static ClassRows of(int[] labels, int columns) {
    List<Integer> order =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(Comparator.comparingInt(image -> labels[image]))
            .toList();
    long classes = IntStream.of(labels).distinct().count();
    long each = labels.length / Math.max(1, classes);
    boolean even =
        classes > 1
            && each > 1
            && IntStream.of(labels)
                .allMatch(label -> IntStream.of(labels).filter(l -> l == label).count() == each);
    return new ClassRows(order, even ? (int) each : columns);
  }

  /** Returns the images' bytes in that order, {@code size} bytes an image. */
  public byte[] arrange(byte[] pixels, int size) {
    byte[] arranged = new byte[pixels.length];
    for (int i = 0; i < order.size(); i++) {
      System.arraycopy(pixels, order.get(i) * size, arranged, i * size, size);
    }
    return arranged;
  }
}
