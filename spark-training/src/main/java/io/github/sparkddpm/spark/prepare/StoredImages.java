package io.github.sparkddpm.spark.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The images of one file, read by a task and closed with it. */
final class StoredImages implements Iterator<PreparedImage> {

  private final DecodedFile.Rows rows;
  private PreparedImage next;

  StoredImages(String file, Configuration hadoop) throws IOException {
    rows = new DecodedFile.Rows(new Path(file), hadoop);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close());
    next = rows.next();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public PreparedImage next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    PreparedImage image = next;
    try {
      next = rows.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return image;
  }

  private void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
