package io.github.sparkddpm.spark.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file of a disk or of HDFS, which show what has been written so far: it is written under a
 * hidden name and renamed once it is whole, so that a process which dies leaves none that is cut
 * short.
 */
final class RenamedOutput extends FilterOutputStream {

  private final FileSystem fileSystem;
  private final Path target;
  private final Path unfinished;
  private boolean failed;
  private boolean closed;

  RenamedOutput(FileSystem fileSystem, Path target) throws IOException {
    this(fileSystem, target, new Path(target.getParent(), "." + target.getName() + ".unfinished"));
  }

  private RenamedOutput(FileSystem fileSystem, Path target, Path unfinished) throws IOException {
    super(fileSystem.create(unfinished, true));
    this.fileSystem = fileSystem;
    this.target = target;
    this.unfinished = unfinished;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    failed = true;
    out.write(bytes, offset, length);
    failed = false;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    out.close();
    if (!failed) {
      rename();
    }
  }

  private void rename() throws IOException {
    fileSystem.delete(target, false);
    if (!fileSystem.rename(unfinished, target)) {
      throw new IOException("%s cannot be renamed to %s".formatted(unfinished, target));
    }
  }
}
