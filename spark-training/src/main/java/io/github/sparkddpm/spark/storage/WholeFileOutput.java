package io.github.sparkddpm.spark.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;

/**
 * A file that appears whole or, where the file system can do that, not at all: closing it after a
 * failed write throws away what was written, which an object store would otherwise show.
 */
final class WholeFileOutput extends FilterOutputStream {

  private final FSDataOutputStream file;
  private boolean failed;

  WholeFileOutput(FSDataOutputStream file) {
    super(file);
    this.file = file;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    failed = true;
    file.write(bytes, offset, length);
    failed = false;
  }

  @Override
  public void close() throws IOException {
    if (failed) {
      abort(file);
    }
    file.close();
  }

  /** On an object store, closing would show what has been written so far. */
  static void abort(FSDataOutputStream file) {
    if (file.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
      file.abort();
    }
  }
}
