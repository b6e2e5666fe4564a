package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxDataset;
import io.github.sparkddpm.data.IdxReader;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.DigestInputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** One open IDX file of a source, digested while it is read. */
final class SourceFile implements Closeable {

  private final Path path;
  private final IdxContent content;
  private final DigestInputStream in;

  private SourceFile(Path path, IdxContent content, DigestInputStream in) {
    this.path = path;
    this.content = content;
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if there is none at the path
   */
  static SourceFile open(String location, IdxContent content, Configuration hadoop)
      throws IOException {
    Path path = new Path(location);
    try {
      return new SourceFile(path, content, Sha256.digesting(path.getFileSystem(hadoop).open(path)));
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "No IDX file of %s at %s (%s): correct the path"
              .formatted(content.plural(), location, e.getMessage()),
          e);
    }
  }

  /** Pairs the open files of a source; {@code labels} is null where there are none. */
  static IdxDataset dataset(SourceFile images, SourceFile labels) throws IOException {
    return new IdxDataset(
        images.reader(), labels == null ? Optional.empty() : Optional.of(labels.reader()));
  }

  /** Reads on to the end and tells what was read. */
  DatasetManifest.Source provenance() throws IOException {
    return new DatasetManifest.Source(content, path.getName(), Sha256.ofRest(in));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private IdxReader reader() throws IOException {
    return new IdxReader(in, path.toString(), content);
  }
}
