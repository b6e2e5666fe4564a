package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network's parameters on the device: one flat float32 vector, and the tensors that blocks
 * compute with. The tensors are views of that vector or, in bfloat16, of a copy that one operation
 * renews.
 */
public final class TorchParameters implements AutoCloseable {

  private final FlatVectors vectors;
  private final Kept kept = new Kept();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Tensor flat;
  private final Tensor computed;

  /**
   * Creates parameters whose values are to be loaded.
   *
   * @param trained whether gradients are asked for
   */
  TorchParameters(FlatVectors vectors, TorchTarget target, boolean trained) {
    this.vectors = vectors;
    try (PointerScope scope = new PointerScope()) {
      flat = kept.keep(target.zeros(vectors.length()));
      computed =
          target.bfloat16() ? kept.keep(target.empty(target.type(), vectors.length())) : flat;
      for (ParameterLayout.Tensor tensor : vectors.tensors()) {
        Tensor view = FlatVectors.view(computed, tensor).detach();
        tensors.put(tensor.name(), kept.keep(view.set_requires_grad(trained)));
      }
    }
  }

  /** Returns the float32 vector [P], in the order of {@link FlatVectors}; see {@link #changed}. */
  public Tensor flat() {
    return flat;
  }

  /** Returns a tensor by its full name, such as {@code conv_in.weight}. */
  Tensor get(String name) {
    return tensors.get(name);
  }

  /** Copies values from the host's flat vector [P]. */
  public void load(INDArray parameters) {
    vectors.fromHost(parameters, flat);
    changed();
  }

  /** Updates the tensors that blocks compute with after {@link #flat} got new values. */
  public void changed() {
    if (!isFloat32()) {
      computed.copy_(flat);
    }
  }

  /**
   * Moves the tensors' gradients, which a backward pass has left, into a flat vector.
   *
   * @param gradient float32, [P]; overwritten
   */
  public void gatherGradient(Tensor gradient) {
    try (PointerScope scope = new PointerScope()) {
      TensorVector parts = new TensorVector();
      for (Tensor tensor : tensors.values()) {
        parts.push_back(FlatVectors.values(tensor.grad()));
        tensor.mutable_grad().reset();
      }
      if (isFloat32()) {
        torch.cat_out(gradient, parts, 0);
      } else {
        gradient.copy_(torch.cat(parts, 0));
      }
    }
  }

  /** Returns whether blocks compute with the flat vector itself. */
  private boolean isFloat32() {
    return computed.scalar_type() == ScalarType.Float;
  }

  @Override
  public void close() {
    kept.close();
  }
}
