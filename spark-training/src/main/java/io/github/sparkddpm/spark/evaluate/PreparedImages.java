package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.data.ShardReader;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * Images of a prepared dataset, evenly spaced.
 *
 * @param range the ids they are taken from
 * @param count how many, 1 to the images of the range
 */
public record PreparedImages(PreparedDataset dataset, ImageRange range, int count)
    implements ImageCollection {

  private static final long serialVersionUID = 1L;

  /**
   * Returns the images of a range of ids.
   *
   * @param most how many at most; 0 for all
   * @throws DatasetException if they are more than one can count
   */
  public static PreparedImages of(PreparedDataset dataset, ImageRange range, int most) {
    long count = most == 0 ? range.count() : Math.min(most, range.count());
    if (count > Integer.MAX_VALUE) {
      throw new DatasetException(
          "Cannot evaluate %s images of %s at once: set evaluate.reference-images"
              .formatted(count, dataset.folder()));
    }
    return new PreparedImages(dataset, range, (int) count);
  }

  @Override
  public String description() {
    return "%s images of %s, ids %s to %s"
        .formatted(count, dataset.folder(), range.firstId(), range.endId() - 1);
  }

  @Override
  public ImageShape shape() {
    return dataset.shape();
  }

  @Override
  public long id(int position) {
    return range.firstId() + Math.multiplyExact((long) position, range.count()) / count;
  }

  @Override
  public String name(int position) {
    return Long.toString(id(position));
  }

  @Override
  public byte[] pixels(int first, int count, Configuration hadoop) throws IOException {
    return read(first, count, hadoop).pixels();
  }

  @Override
  public LabelledPixels read(int first, int count, Configuration hadoop) throws IOException {
    long firstId = id(first);
    ImageRange loaded = new ImageRange(firstId, id(first + count - 1) - firstId + 1);
    ImageSet images = new ShardReader(dataset, hadoop).load(loaded);
    byte[] pixels = new byte[Math.multiplyExact(count, shape().size())];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int position = images.position(id(first + i));
      images.copyPixels(position, pixels, i * shape().size());
      labels[i] = images.label(position).orElse(Labels.NONE);
    }
    return new LabelledPixels(pixels, labels);
  }

  @Override
  public boolean mayHaveClasses() {
    return !dataset.manifest().labelCounts().isEmpty();
  }
}
