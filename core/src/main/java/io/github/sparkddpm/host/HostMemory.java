package io.github.sparkddpm.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Access to ND4J arrays whose memory plain Java can work on: FLOAT, on a CPU backend. */
public final class HostMemory {

  private static volatile int threads = Runtime.getRuntime().availableProcessors();

  private HostMemory() {}

  /** Returns whether arrays of a type lie in the host's memory as floats. */
  public static boolean holds(DataType type) {
    return type == DataType.FLOAT && Nd4j.getEnvironment().isCPU();
  }

  /**
   * Returns the memory of an array, in 'c' order.
   *
   * @throws IllegalStateException if the array is a view that skips or reorders values
   */
  public static FloatBuffer floats(INDArray array) {
    requireContiguous(array, array.offset() == 0);
    return array.data().asNioFloat();
  }

  /**
   * Returns the address of an array's first value; its values are in 'c' order.
   *
   * @throws IllegalStateException if the array is a view that skips or reorders values
   */
  public static Pointer address(INDArray array) {
    requireContiguous(array, true);
    return array.data().addressPointer();
  }

  /**
   * Returns the memory of an array as bytes in the machine's order, as native code takes it.
   *
   * @throws IllegalStateException as {@link #floats}
   */
  public static ByteBuffer bytes(INDArray array) {
    requireContiguous(array, array.offset() == 0);
    return array.data().asNio();
  }

  /**
   * A part of the memory of an array as {@link #bytes(INDArray)}, for arrays too long for one
   * buffer.
   *
   * @param first its first value, in 'c' order
   * @param count how many values, at most 2^29 - 1
   * @throws IllegalStateException if the array is a view that skips or reorders values
   */
  public static ByteBuffer bytes(INDArray array, long first, int count) {
    return new FloatPointer(address(array)).position(first).limit(first + count).asByteBuffer();
  }

  private static void requireContiguous(INDArray array, boolean fromItsStart) {
    if (!fromItsStart || array.ordering() != 'c' || array.elementWiseStride() != 1) {
      throw new IllegalStateException("Not a contiguous array: " + array.shapeInfoToString());
    }
  }

  /**
   * Sets the number of threads that {@link #forEach} uses in this process. The default is all
   * cores.
   *
   * @param count at least 1
   */
  public static void threads(int count) {
    threads = count;
  }

  /**
   * Runs independent tasks, such as one for every image of a batch, on the caller's thread and the
   * common pool's.
   *
   * @param task is given 0 to {@code tasks - 1}, each once, in any order
   */
  public static void forEach(long tasks, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, (int) Math.min(threads, tasks))
        .parallel()
        .forEach(
            thread -> {
              for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                task.accept(i);
              }
            });
  }
}
