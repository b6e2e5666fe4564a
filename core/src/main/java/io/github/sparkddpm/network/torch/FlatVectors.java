package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.ParameterLayout;
import java.lang.ref.Reference;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The flat vectors [P] of a network on the device: every tensor lies where {@link ParameterLayout}
 * has it, but kernels of convolutions are stored [oC,kH,kW,iC]. They then are channels-last without
 * a copy, and so are their gradients. The order matters to nothing that works value by value.
 */
public final class FlatVectors {

  private static final int CONVOLUTION = 4;

  private final ParameterLayout layout;

  FlatVectors(ParameterLayout layout) {
    this.layout = layout;
  }

  List<ParameterLayout.Tensor> tensors() {
    return layout.tensors();
  }

  /** Returns P. */
  long length() {
    return layout.length();
  }

  /** Returns one tensor of a vector, in its own shape. */
  static Tensor view(Tensor flat, ParameterLayout.Tensor tensor) {
    long[] shape = shape(tensor);
    return flat.as_strided(shape, strides(shape), new LongOptional(tensor.offset()));
  }

  /**
   * Returns the values of a tensor in the order of a flat vector: a view where strides allow it.
   */
  static Tensor values(Tensor tensor) {
    return tensor.dim() == CONVOLUTION
        ? tensor.permute(0, 2, 3, 1).reshape(-1)
        : tensor.reshape(-1);
  }

  /** Copies a vector from the host; only reads it. */
  public void fromHost(INDArray host, Tensor flat) {
    try (PointerScope scope = new PointerScope()) {
      Tensor source = HostTensors.over(host).to(flat.device(), flat.scalar_type());
      for (ParameterLayout.Tensor tensor : layout.tensors()) {
        Tensor part = source.narrow(0, tensor.offset(), tensor.length());
        view(flat, tensor).copy_(part.view(shape(tensor)));
      }
    } finally {
      Reference.reachabilityFence(host);
    }
  }

  /** Copies a vector to the host, [P]. */
  public INDArray toHost(Tensor flat) {
    INDArray host = HostTensors.array(layout.length());
    try (PointerScope scope = new PointerScope()) {
      TensorVector parts = new TensorVector();
      for (ParameterLayout.Tensor tensor : layout.tensors()) {
        parts.push_back(view(flat, tensor).reshape(-1));
      }
      HostTensors.over(host).copy_(torch.cat(parts, 0));
    }
    return host;
  }

  private static long[] shape(ParameterLayout.Tensor tensor) {
    return tensor.shape().stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long next = 1;
    for (int axis : shape.length == CONVOLUTION ? new int[] {1, 3, 2, 0} : rowMajor(shape)) {
      strides[axis] = next;
      next *= shape[axis];
    }
    return strides;
  }

  private static int[] rowMajor(long[] shape) {
    return shape.length == 1 ? new int[] {0} : new int[] {1, 0};
  }
}
