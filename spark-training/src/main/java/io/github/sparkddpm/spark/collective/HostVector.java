package io.github.sparkddpm.spark.collective;

import io.github.sparkddpm.host.HostMemory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A vector that is summed: in place where the memory is the host's, through a copy elsewhere.
 *
 * @param vector must outlive the floats
 * @param floats what is summed
 */
record HostVector(INDArray vector, Floats floats, boolean isCopy) {

  static HostVector of(INDArray vector) {
    return HostMemory.holds(vector.dataType())
        ? new HostVector(vector, Floats.of(vector), false)
        : new HostVector(vector, Floats.copy(vector.toFloatVector()), true);
  }

  /** Writes the sums back into the vector, if they are not there. */
  void finish() {
    if (isCopy) {
      float[] values = new float[Math.toIntExact(vector.length())];
      floats.read(values);
      vector.assign(Nd4j.createFromArray(values));
    }
  }
}
