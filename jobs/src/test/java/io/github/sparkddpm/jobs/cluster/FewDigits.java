package io.github.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The first of the bundled digits, for runs of seconds. */
final class FewDigits {

  static final int COUNT = 40;

  private static final Path BUNDLED = Path.of("../deploy/digits");

  private FewDigits() {}

  /** Writes the images into a folder. */
  static Path images(Path folder) throws IOException {
    return first("digits-images-idx3-ubyte.gz", 16, 28 * 28, folder);
  }

  /** Writes their labels into a folder. */
  static Path labels(Path folder) throws IOException {
    return first("digits-labels-idx1-ubyte.gz", 8, 1, folder);
  }

  private static Path first(String file, int headerBytes, int bytesEach, Path folder)
      throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(BUNDLED.resolve(file)))) {
      ByteBuffer idx = ByteBuffer.wrap(in.readNBytes(headerBytes + COUNT * bytesEach));
      return Files.write(folder.resolve(file + ".idx"), idx.putInt(4, COUNT).array());
    }
  }
}
