package io.github.sparkddpm.network.kernels;

import io.github.sparkddpm.host.HostMemory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Memory for the arguments of one call at a time, as large as the largest so far. */
final class Staging {

  /**
   * The alignment of the memory. oneDNN's kernels write past the caches, with instructions that
   * fault on other addresses.
   */
  private static final int ALIGNMENT = 64;

  private final List<INDArray> slots = new ArrayList<>();

  /**
   * Returns memory with any content, which is the caller's until the slot is taken again.
   *
   * @param slot numbered from 0 without gaps
   */
  Pointer take(int slot, long floats) {
    while (slots.size() <= slot) {
      slots.add(allocate(0));
    }
    if (slots.get(slot).length() < padded(floats)) {
      slots.set(slot, allocate(floats));
    }
    Pointer start = HostMemory.address(slots.get(slot));
    long misaligned = start.address() % ALIGNMENT;
    return misaligned == 0 ? start : new BytePointer(start).getPointer(ALIGNMENT - misaligned);
  }

  long bytes() {
    return slots.stream().mapToLong(INDArray::length).sum() * Float.BYTES;
  }

  private static INDArray allocate(long floats) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, padded(floats));
  }

  private static long padded(long floats) {
    return floats + ALIGNMENT / Float.BYTES;
  }
}
