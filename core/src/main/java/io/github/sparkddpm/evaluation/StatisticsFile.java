package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.data.Npy;
import io.github.sparkddpm.data.NpyInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A mean and a covariance as pytorch-fid keeps them: an {@code .npz} with the arrays {@code mu} [d]
 * and {@code sigma} [d, d]. Whatever else such a file holds is not looked at.
 */
public final class StatisticsFile {

  private static final String MEAN = "mu";
  private static final String COVARIANCE = "sigma";
  private static final String SUFFIX = ".npy";

  private StatisticsFile() {}

  /** Returns the bytes of the file, in double; the same statistics give the same bytes. */
  public static byte[] write(FeatureGaussian gaussian) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int d = gaussian.features();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, MEAN, gaussian.mean(), d);
      put(zip, COVARIANCE, gaussian.covariance(), d, d);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, double[] values, long... shape)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(Npy.header("<f8", shape));
    int row = (int) shape[shape.length - 1];
    for (int from = 0; from < values.length; from += row) {
      write(zip, values, from, row);
    }
    zip.closeEntry();
  }

  private static void write(OutputStream out, double[] values, int from, int count)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values, from, count);
    out.write(bytes.array());
  }

  /**
   * Reads a file of statistics.
   *
   * @param features d, which bounds what is read: a file may claim anything
   * @param location for messages
   * @throws FeatureModelException if it is damaged, or has no such arrays
   */
  public static FeatureGaussian read(Path npz, int features, String location) {
    try (ZipFile zip = new ZipFile(npz.toFile())) {
      double[] mean = array(zip, MEAN, features);
      return new FeatureGaussian(mean, array(zip, COVARIANCE, features, features));
    } catch (IOException e) {
      throw new FeatureModelException(
          ("%s cannot be used as statistics of %s features: %s;"
                  + " name another evaluate.features.statistics, or delete it")
              .formatted(location, features, e.getMessage()),
          e);
    }
  }

  private static double[] array(ZipFile zip, String name, long... shape) throws IOException {
    ZipEntry entry = zip.getEntry(name + SUFFIX);
    if (entry == null) {
      throw new IOException("it has no array " + name);
    }
    try (var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      double[] values = array(new NpyInput(in), Arrays.stream(shape).boxed().toList());
      // Java's reader of archives leaves the check to its caller.
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw new IOException("is damaged, its checksum says");
      }
      return values;
    } catch (IOException e) {
      throw new IOException("%s %s".formatted(name, e.getMessage()), e);
    }
  }

  private static double[] array(NpyInput array, List<Long> shape) throws IOException {
    List<Long> found = array.header().shape();
    if (!found.equals(shape)) {
      throw new IOException("is of shape %s, expected %s".formatted(found, shape));
    }
    double[] values = array.doubles();
    OptionalInt bad =
        IntStream.range(0, values.length).filter(i -> !Double.isFinite(values[i])).findFirst();
    if (bad.isPresent()) {
      throw new IOException(
          "holds %s as value %s".formatted(values[bad.getAsInt()], bad.getAsInt()));
    }
    return values;
  }
}
