package io.github.sparkddpm.checkpoint;

import io.github.sparkddpm.network.ParameterLayout;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A named tensor that lies in a flat vector.
 *
 * @param name the tensor's name in the file
 * @param tensor its place in the vector and its shape
 * @param flat the vector, [P], float
 */
record Slice(String name, ParameterLayout.Tensor tensor, INDArray flat) {

  /** Returns all tensors of a layout in one vector, in order, their names behind a prefix. */
  static List<Slice> all(String prefix, ParameterLayout layout, INDArray flat) {
    if (flat.length() != layout.length() || flat.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "A checkpoint of this network holds vectors of %s FLOAT, got %s %s"
              .formatted(layout.length(), flat.length(), flat.dataType()));
    }
    INDArray vector = flat.reshape(flat.length());
    return layout.tensors().stream()
        .map(tensor -> new Slice(prefix + tensor.name(), tensor, vector))
        .toList();
  }

  /** Returns a vector for values that are still to be read. */
  static INDArray blank(ParameterLayout layout) {
    return Nd4j.create(DataType.FLOAT, layout.length());
  }

  /** Reads some values, counted from the tensor's first. */
  float[] read(long from, int count) {
    return range(from, count).toFloatVector();
  }

  void write(long from, float[] values) {
    range(from, values.length).assign(Nd4j.createFromArray(values));
  }

  private INDArray range(long from, int count) {
    long begin = tensor.offset() + from;
    return flat.get(NDArrayIndex.interval(begin, begin + count));
  }
}
