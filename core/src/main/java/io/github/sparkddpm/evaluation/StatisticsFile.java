package io.github.sparkddpm.evaluation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A mean and a covariance as pytorch-fid keeps them: an {@code .npz} with the arrays {@code mu} [d]
 * and {@code sigma} [d, d].
 */
public final class StatisticsFile {

  private static final String MEAN = "mu";
  private static final String COVARIANCE = "sigma";
  private static final String SUFFIX = ".npy";
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private StatisticsFile() {}

  /** The bytes of the file, in double; the same statistics give the same bytes. */
  public static byte[] write(FeatureGaussian gaussian) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int d = gaussian.features();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, MEAN, Nd4j.createFromArray(gaussian.mean()));
      put(zip, COVARIANCE, Nd4j.createFromArray(gaussian.covariance()).reshape('c', d, d));
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, INDArray array) throws IOException {
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(Nd4j.toNpyByteArray(array));
    zip.closeEntry();
  }

  /**
   * Reads such a file.
   *
   * @param location for messages
   * @throws FeatureModelException if it is none
   */
  public static FeatureGaussian read(byte[] npz, String location) {
    Map<String, INDArray> arrays = arrays(npz, location);
    INDArray mean = arrays.get(MEAN + SUFFIX);
    INDArray covariance = arrays.get(COVARIANCE + SUFFIX);
    if (mean == null || covariance == null || !square(covariance, mean.length())) {
      throw new FeatureModelException(
          "%s is no .npz of statistics: expected mu [d] and sigma [d, d]".formatted(location));
    }
    return new FeatureGaussian(numbers(mean), numbers(covariance));
  }

  private static Map<String, INDArray> arrays(byte[] npz, String location) {
    Map<String, INDArray> arrays = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(npz))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readAllBytes();
        // Native code takes the rest on trust.
        if (Arrays.equals(Arrays.copyOf(content, MAGIC.length), MAGIC)) {
          arrays.put(entry.getName(), Nd4j.createNpyFromByteArray(content));
        }
      }
      return arrays;
    } catch (IOException e) {
      throw new FeatureModelException("%s is damaged: %s".formatted(location, e.getMessage()), e);
    }
  }

  private static boolean square(INDArray array, long side) {
    return array.rank() == 2 && array.size(0) == side && array.size(1) == side;
  }

  private static double[] numbers(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }
}
