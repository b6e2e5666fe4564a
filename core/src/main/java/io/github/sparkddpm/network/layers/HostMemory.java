package io.github.sparkddpm.network.layers;

import java.nio.FloatBuffer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J arrays whose memory plain Java can work on: FLOAT, on a CPU backend. */
final class HostMemory {

  private HostMemory() {}

  /** Whether arrays of a type lie in the host's memory as floats. */
  static boolean holds(DataType type) {
    return type == DataType.FLOAT && Nd4j.getEnvironment().isCPU();
  }

  /**
   * The memory of an array, in 'c' order.
   *
   * @throws IllegalStateException if the array is a view that skips or reorders values
   */
  static FloatBuffer floats(INDArray array) {
    if (array.offset() != 0 || array.ordering() != 'c' || array.elementWiseStride() != 1) {
      throw new IllegalStateException("Not a contiguous array: " + array.shapeInfoToString());
    }
    return array.data().asNioFloat();
  }

  /** Runs a task for every image of a batch, on the threads of the common pool. */
  static void forEachImage(long images, IntConsumer task) {
    IntStream.range(0, Math.toIntExact(images)).parallel().forEach(task);
  }
}
