import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** The pixels of images as numbers: in the principal components of real ones, and by their noise. */
final class PixelStatistics {

  private static final int COMPONENTS = 64;
  private static final int IMAGES_FOR_COMPONENTS = 1000;

  private final ImageShape shape;
  private final DMatrixRMaj components;

  /**
   * Finds the components.
   *
   * @param real pixels of real images, one image after the other
   */
  PixelStatistics(byte[] real, ImageShape shape) {
    this.shape = shape;
    components = components(real);
  }

  /** Returns the first principal components, [pixels of an image, components]. */
  private DMatrixRMaj components(byte[] pixels) {
    int count = Math.min(IMAGES_FOR_COMPONENTS, pixels.length / shape.size());
    DMatrixRMaj x = matrix(pixels, count);
    for (int column = 0; column < x.numCols; column++) {
      double mean = 0;
      for (int row = 0; row < count; row++) {
        mean += x.get(row, column) / count;
      }
      for (int row = 0; row < count; row++) {
        x.add(row, column, -mean);
      }
    }
    DMatrixRMaj gram = new DMatrixRMaj(count, count);
    CommonOps_DDRM.multTransB(x, x, gram);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(count, true, true);
    eigen.decompose(gram);
    int[] largest =
        IntStream.range(0, count)
            .boxed()
            .sorted((i, j) -> Double.compare(eigen.getEigenvalue(j).getReal(), eigen.getEigenvalue(i).getReal()))
            .limit(Math.min(COMPONENTS, count - 1))
            .mapToInt(i -> i)
            .toArray();
    DMatrixRMaj found = new DMatrixRMaj(x.numCols, largest.length);
    for (int k = 0; k < largest.length; k++) {
      DMatrixRMaj direction = new DMatrixRMaj(x.numCols, 1);
      CommonOps_DDRM.multTransA(x, eigen.getEigenVector(largest[k]), direction);
      CommonOps_DDRM.divide(direction, Math.sqrt(eigen.getEigenvalue(largest[k]).getReal()));
      CommonOps_DDRM.insert(direction, found, 0, k);
    }
    return found;
  }

  /** Returns images in these components, [images, components]. */
  float[][] projected(byte[] pixels) {
    int count = pixels.length / shape.size();
    DMatrixRMaj product = new DMatrixRMaj(count, components.numCols);
    CommonOps_DDRM.mult(matrix(pixels, count), components, product);
    float[][] rows = new float[count][components.numCols];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < components.numCols; k++) {
        rows[i][k] = (float) product.get(i, k);
      }
    }
    return rows;
  }

  /** Returns the first images as rows in [-1,1]. */
  private DMatrixRMaj matrix(byte[] pixels, int count) {
    DMatrixRMaj rows = new DMatrixRMaj(count, shape.size());
    for (int i = 0; i < rows.getNumElements(); i++) {
      rows.set(i, PixelScaling.scale(pixels[i]));
    }
    return rows;
  }

  /** Returns every image's total variation: the sum of differences of neighbouring pixels. */
  double[] variations(byte[] pixels) {
    int width = shape.width();
    int planes = shape.channels() * shape.height();
    double[] sums = new double[pixels.length / shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      int column = i % width;
      int row = i / width % planes % shape.height();
      int value = pixels[i] & 0xFF;
      if (column + 1 < width) {
        sums[i / shape.size()] += Math.abs(value - (pixels[i + 1] & 0xFF));
      }
      if (row + 1 < shape.height()) {
        sums[i / shape.size()] += Math.abs(value - (pixels[i + width] & 0xFF));
      }
    }
    return sums;
  }
}
