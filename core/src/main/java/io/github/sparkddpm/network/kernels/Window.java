package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.host.HostMemory;
import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A regular choice of pixels and channels of images [B,H,W,C].
 *
 * @param row first row
 * @param column first column
 * @param step distance between chosen rows, and between chosen columns
 * @param channel first channel; those chosen are contiguous
 */
public record Window(int row, int column, int step, int channel) {

  /**
   * A copy of the values of one window to another.
   *
   * @param rows rows chosen
   * @param columns columns chosen
   * @param channels channels chosen
   */
  public record Copy(Window from, Window to, int rows, int columns, int channels) {}

  /**
   * Copies windows of images to windows of others; values outside all of them become 0. ND4J's
   * copies of strided views take several times longer than the host's memory does.
   *
   * @param in [B,H,W,C]
   * @param out [B,H',W',C']
   */
  public static void copy(INDArray in, INDArray out, List<Copy> copies) {
    if (HostMemory.holds(in.dataType())) {
      copyOnHost(in, out, copies);
    } else {
      out.assign(0);
      for (Copy copy : copies) {
        copy.to().view(out, copy).assign(copy.from().view(in, copy));
      }
    }
  }

  private static void copyOnHost(INDArray in, INDArray out, List<Copy> copies) {
    FloatBuffer source = HostMemory.floats(in);
    FloatBuffer target = HostMemory.floats(out);
    int inSize = Math.toIntExact(in.length() / in.size(0));
    int outSize = Math.toIntExact(out.length() / out.size(0));
    HostMemory.forEach(
        in.size(0),
        image -> {
          float[] from = new float[inSize];
          float[] to = new float[outSize];
          source.get(image * inSize, from);
          for (Copy copy : copies) {
            copyImage(from, in.shape(), to, out.shape(), copy);
          }
          target.put(image * outSize, to);
        });
  }

  private static void copyImage(
      float[] in, long[] inShape, float[] out, long[] outShape, Copy copy) {
    for (int row = 0; row < copy.rows(); row++) {
      for (int column = 0; column < copy.columns(); column++) {
        int from = copy.from().index(row, column, inShape);
        int to = copy.to().index(row, column, outShape);
        System.arraycopy(in, from, out, to, copy.channels());
      }
    }
  }

  private int index(int i, int j, long[] shape) {
    int pixel = (row + i * step) * (int) shape[2] + column + j * step;
    return pixel * (int) shape[3] + channel;
  }

  private INDArray view(INDArray images, Copy copy) {
    return images.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(row, step, row + (copy.rows() - 1L) * step + 1),
        NDArrayIndex.interval(column, step, column + (copy.columns() - 1L) * step + 1),
        NDArrayIndex.interval(channel, channel + copy.channels()));
  }
}
