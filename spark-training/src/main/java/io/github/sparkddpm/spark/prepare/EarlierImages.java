package io.github.sparkddpm.spark.prepare;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that an unfinished preparation has decoded. They are asked for in the order of the
 * source, by the digests of their bytes, so that an image that changed meanwhile is decoded again.
 */
final class EarlierImages implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(EarlierImages.class);

  private final NavigableMap<Integer, String> files;
  private final Configuration hadoop;
  private Path open;
  private DecodedFile.Rows rows;
  private PreparedImage next;

  /**
   * Opens nothing yet.
   *
   * @param files their paths, by the index of the first entry that each was written for
   */
  EarlierImages(Map<Integer, String> files, Configuration hadoop) {
    this.files = new TreeMap<>(files);
    this.hadoop = hadoop;
  }

  /**
   * Returns an image's pixels, C*H*W unsigned bytes, if it is there.
   *
   * @param index of the entry, larger than those asked for before
   * @param digest of the entry
   */
  Optional<byte[]> find(int index, byte[] digest) {
    Map.Entry<Integer, String> file = files.floorEntry(index);
    if (file == null) {
      return Optional.empty();
    }
    try {
      moveTo(new Path(file.getValue()), index);
    } catch (IOException | RuntimeException e) { // Parquet's, of a damaged file.
      LOG.warn("{} cannot be read ({}): its images are decoded again", open, e.toString());
      next = null;
    }
    return Optional.ofNullable(next)
        .filter(image -> image.index() == index && Arrays.equals(image.digest(), digest))
        .map(PreparedImage::pixels);
  }

  private void moveTo(Path file, int index) throws IOException {
    if (!file.equals(open)) {
      close();
      open = file;
      rows = new DecodedFile.Rows(file, hadoop);
      next = rows.next();
    }
    while (next != null && next.index() < index) {
      next = rows.next();
    }
  }

  @Override
  public void close() throws IOException {
    next = null;
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }
}
