package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxDataset;
import io.github.sparkddpm.data.LabelledImage;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * Consecutive images of an IDX file.
 *
 * @param labels path of the labels; null without
 * @param last whether the file must end after them
 */
record IdxSplit(String images, String labels, int firstIndex, int count, boolean last)
    implements SourceSplit {

  @Override
  public Entries open(Configuration hadoop) throws IOException {
    IdxFile pixels = IdxFile.open(images, IdxContent.IMAGES, hadoop);
    IdxFile classes = labels == null ? null : IdxFile.open(labels, IdxContent.LABELS, hadoop);
    IdxDataset dataset = IdxFile.dataset(pixels, classes);
    dataset.skip(firstIndex);
    return new Entries() {
      @Override
      public SourceEntry next() throws IOException {
        return entry(dataset);
      }

      @Override
      public void close() throws IOException {
        pixels.close();
        if (classes != null) {
          classes.close();
        }
      }
    };
  }

  private SourceEntry entry(IdxDataset dataset) throws IOException {
    LabelledImage image = dataset.next();
    if (last && image.id() == firstIndex + count - 1L) {
      dataset.requireEnd();
    }
    return SourceEntry.pixels(
        "image " + image.id(), image.label(), image.pixels(), dataset.shape());
  }
}
