package io.github.sparkddpm.spark.sample.files;

import io.github.sparkddpm.data.Npy;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Assembles the units of a range into one {@code .npz} in the layout of OpenAI's evaluator: {@code
 * arr_0}, uint8 [N,H,W,3], and {@code arr_1}, int64 [N], if images have classes. One unit is in
 * memory at a time.
 *
 * @param images the images to assemble
 * @param classes of the images
 */
public record NpzWriter(StoredSamples images, SampleClasses classes) {

  private static final String ARRAY = "arr_0.npy";
  private static final String LABELS = "arr_1.npy";

  /** Returns the name of the file of these ids. */
  public static String name(IdRange ids) {
    return "samples-" + ids.name() + ".npz";
  }

  /** Writes the file, whole or not at all. */
  public void write(OutputFolder folder, IdRange ids) throws IOException {
    folder.write(name(ids), out -> write(out, ids));
  }

  private void write(OutputStream out, IdRange ids) throws IOException {
    NpyEncoding encoding = new NpyEncoding(images.shape());
    // The caller closes the stream: after a failure, its end must not look like that of a whole
    // file.
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.BEST_SPEED);
    begin(ARRAY, zip);
    zip.write(encoding.header(ids.count()));
    images.forEach(ids, pixels -> zip.write(encoding.interleaved(pixels)));
    zip.closeEntry();
    if (classes.exist()) {
      begin(LABELS, zip);
      zip.write(Npy.header("<i8", ids.count()));
      zip.write(labels(ids));
      zip.closeEntry();
    }
    zip.finish();
  }

  private static void begin(String name, ZipOutputStream zip) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // A fixed time makes equal images give equal files.
    entry.setTime(0);
    zip.putNextEntry(entry);
  }

  private byte[] labels(IdRange ids) {
    ByteBuffer labels =
        ByteBuffer.allocate(Math.multiplyExact(ids.count(), Long.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    IntStream.of(classes.labels(ids.ids())).forEach(labels::putLong);
    return labels.array();
  }
}
