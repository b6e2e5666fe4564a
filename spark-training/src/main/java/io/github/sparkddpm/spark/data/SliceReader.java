package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxDataset;
import io.github.sparkddpm.data.LabelledImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a run of consecutive images on an executor, so that the driver never holds them. A gzipped
 * source cannot be entered in its middle: what lies before the slice is read and thrown away.
 */
final class SliceReader implements FlatMapFunction<SliceReader.Slice, Row> {

  private static final long serialVersionUID = 1L;

  /**
   * The images of one shard.
   *
   * @param first index in the source of the first image, which is its id
   * @param count the number of images
   */
  record Slice(int first, int count) implements Serializable {}

  private final String imagesPath;
  private final String labelsPath;
  private final Broadcast<SerializableConfiguration> hadoop;

  SliceReader(IdxSource source, Broadcast<SerializableConfiguration> hadoop) {
    this.imagesPath = source.images();
    this.labelsPath = source.labels().orElse(null);
    this.hadoop = hadoop;
  }

  /** Cuts a source into shards whose sizes differ by at most one image. */
  static List<Slice> slices(int count, int shards) {
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      int first = (int) ((long) count * i / shards);
      int end = (int) ((long) count * (i + 1) / shards);
      slices.add(new Slice(first, end - first));
    }
    return slices;
  }

  @Override
  public Iterator<Row> call(Slice slice) throws IOException {
    Configuration configuration = hadoop.value().value();
    try (SourceFile images = SourceFile.open(imagesPath, IdxContent.IMAGES, configuration);
        SourceFile labels =
            labelsPath == null
                ? null
                : SourceFile.open(labelsPath, IdxContent.LABELS, configuration)) {
      IdxDataset dataset = SourceFile.dataset(images, labels);
      dataset.skip(slice.first());
      List<Row> rows = new ArrayList<>(slice.count());
      for (int i = 0; i < slice.count(); i++) {
        rows.add(row(dataset.next()));
      }
      return rows.iterator();
    }
  }

  private static Row row(LabelledImage image) {
    Integer label = image.label().isPresent() ? image.label().getAsInt() : null;
    return RowFactory.create(image.id(), label, image.pixels());
  }
}
