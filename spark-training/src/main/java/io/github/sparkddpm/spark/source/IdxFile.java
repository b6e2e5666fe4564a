package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxDataset;
import io.github.sparkddpm.data.IdxReader;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** One open IDX file of a source. */
final class IdxFile implements Closeable {

  private final String path;
  private final IdxContent content;
  private final long bytes;
  private final InputStream in;

  private IdxFile(String path, IdxContent content, long bytes, InputStream in) {
    this.path = path;
    this.content = content;
    this.bytes = bytes;
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if there is none at the path
   */
  static IdxFile open(String location, IdxContent content, Configuration hadoop)
      throws IOException {
    Path path = new Path(location);
    try {
      FileSystem storage = SourceLocations.storage(path, hadoop);
      long bytes = storage.getFileStatus(path).getLen();
      return new IdxFile(Printable.of(location), content, bytes, storage.open(path));
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "No IDX file of %s at %s (%s): correct the path"
              .formatted(content.plural(), Printable.of(location), Printable.of(e.getMessage())),
          e);
    }
  }

  /** Pairs the open files of a source; {@code labels} is null where there are none. */
  static IdxDataset dataset(IdxFile images, IdxFile labels) throws IOException {
    return new IdxDataset(
        images.reader(), labels == null ? Optional.empty() : Optional.of(labels.reader()));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private IdxReader reader() throws IOException {
    IdxReader reader = new IdxReader(in, path, content);
    reader.requireLength(bytes);
    return reader;
  }
}
