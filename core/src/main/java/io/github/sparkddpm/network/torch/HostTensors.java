package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.host.HostMemory;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's arrays and torch's tensors over the same memory. */
public final class HostTensors {

  private HostTensors() {}

  /**
   * Returns an array as a tensor of its shape over its memory. The caller keeps the array reachable
   * for as long as the tensor is used.
   *
   * @param array FLOAT and contiguous
   */
  public static Tensor over(INDArray array) {
    return torch.from_blob(
        HostMemory.address(array), array.shape(), new TensorOptions(ScalarType.Float));
  }

  /** Returns an array that {@link #over} takes: the same one if it is contiguous, else a copy. */
  static INDArray contiguous(INDArray array) {
    boolean plain = array.ordering() == 'c' && array.elementWiseStride() == 1;
    return plain ? array : array.dup('c');
  }

  /** Returns a FLOAT array whose values are not set. */
  public static INDArray array(long... shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, shape);
  }
}
