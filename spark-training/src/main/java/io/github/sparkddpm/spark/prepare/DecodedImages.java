package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.data.ContentDigest;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.executor.TaskReporter;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The images of one task, each decoded when it is asked for. */
final class DecodedImages implements Iterator<PreparedImage> {

  private final Iterator<SourceSplit> splits;
  private final ImageDecoder decoder;
  private final EarlierImages earlier;
  private final Configuration hadoop;
  private final TaskReporter reporter;
  private SourceSplit split;
  private SourceSplit.Entries entries;
  private int read;

  DecodedImages(
      Iterator<SourceSplit> splits,
      ImageDecoder decoder,
      EarlierImages earlier,
      Configuration hadoop,
      TaskReporter reporter) {
    this.splits = splits;
    this.decoder = decoder;
    this.earlier = earlier;
    this.hadoop = hadoop;
    this.reporter = reporter;
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> closeAll());
  }

  @Override
  public boolean hasNext() {
    boolean more = (split != null && read < split.count()) || splits.hasNext();
    if (!more) {
      reporter.send();
    }
    return more;
  }

  @Override
  public PreparedImage next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    SourceEntry entry = null;
    try {
      if (split == null || read == split.count()) {
        openNext();
      }
      entry = entries.next();
      reporter.add(1);
      return image(split.firstIndex() + read++, entry);
    } catch (OutOfMemoryError e) {
      throw outOfMemory(entry == null ? "entry " + (split.firstIndex() + read) : entry.name(), e);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the error for an image that exhausted the memory. Such an image is not put into
   * quarantine, because the dataset would then depend on the memory. The error is not the cause of
   * this one, because Spark would end the whole process without a word.
   */
  private static DatasetException outOfMemory(String image, OutOfMemoryError error) {
    DatasetException failure =
        new DatasetException(
            ("Not enough memory to read and decode %s (%s): give more with spark.executor.memory,"
                    + " or spark.driver.memory on a local master, let fewer tasks share it, or lower"
                    + " prepare.max-pixels")
                .formatted(image, error.getMessage()));
    failure.addSuppressed(error);
    return failure;
  }

  private void openNext() throws IOException {
    close();
    split = splits.next();
    entries = split.open(hadoop);
    read = 0;
  }

  private PreparedImage image(int index, SourceEntry entry) {
    int label = entry.label().orElse(ContentDigest.UNLABELLED);
    byte[] digest = EntryDigest.of(entry.name(), label, entry.bytes());
    if (decoder == null) {
      return new PreparedImage(index, label, digest, null, null);
    }
    try {
      Optional<byte[]> decoded = earlier.find(index, digest);
      byte[] pixels = decoded.isPresent() ? decoded.get() : entry.pixels(decoder);
      return new PreparedImage(index, label, digest, pixels, null);
    } catch (UnusableImageException e) {
      Quarantined bad = new Quarantined(index, entry.name(), e.getMessage());
      return new PreparedImage(index, label, digest, null, bad);
    }
  }

  private void closeAll() {
    close();
    try {
      earlier.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() {
    if (entries == null) {
      return;
    }
    try {
      entries.close();
      entries = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
