package io.github.sparkddpm.network.parameters;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One learned tensor: a view into the network's flat parameter vector. While training it also has
 * the view of the flat gradient vector at the same place.
 */
public final class Parameter {

  private final ParameterSpec spec;
  private final INDArray value;
  private INDArray gradient;

  Parameter(ParameterSpec spec, INDArray value) {
    this.spec = spec;
    this.value = value;
  }

  public ParameterSpec spec() {
    return spec;
  }

  /** Returns the tensor in its own shape; writing to it changes the network. */
  public INDArray value() {
    return value;
  }

  /**
   * Returns the view that receives the loss's derivative by this tensor, in the tensor's shape.
   *
   * @throws IllegalStateException if the network has no gradient vector yet
   */
  public INDArray gradient() {
    if (gradient == null) {
      throw new IllegalStateException("No gradient vector for " + spec.name() + " yet");
    }
    return gradient;
  }

  void gradient(INDArray view) {
    gradient = view;
  }
}
