package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.CifarReader;
import io.github.sparkddpm.data.LabelledImage;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Consecutive records of a CIFAR-10 file.
 *
 * @param firstRecord index in the file of the first of them
 */
record CifarSplit(String file, int firstRecord, int firstIndex, int count) implements SourceSplit {

  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public Entries open(Configuration hadoop) throws IOException {
    Path path = new Path(file);
    FSDataInputStream storage = SourceLocations.open(path, hadoop);
    storage.seek((long) firstRecord * CifarReader.RECORD_BYTES);
    InputStream in = new BufferedInputStream(storage, BUFFER_BYTES);
    CifarReader reader = new CifarReader(in, Printable.of(file), firstRecord);
    return new Entries() {
      @Override
      public SourceEntry next() throws IOException {
        LabelledImage image = reader.next();
        return SourceEntry.pixels(
            path.getName() + " record " + image.id(),
            image.label(),
            image.pixels(),
            CifarReader.SHAPE);
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }
}
