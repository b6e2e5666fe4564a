package io.github.sparkddpm.network;

import io.github.sparkddpm.network.parameters.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The place of each named tensor in the network's flat parameter vector, in the vector's order.
 *
 * <p>Names are those of diffusers' {@code UNet2DModel} state dict, so that weights travel both
 * ways.
 *
 * @param tensors the slices, contiguous from offset 0
 */
public record ParameterLayout(List<Tensor> tensors) {

  /**
   * One named slice.
   *
   * @param name as in {@code down_blocks.0.resnets.0.conv1.weight}
   * @param offset index of its first value in the flat vector
   * @param shape row-major ('c') shape, such as [outC, inC, kH, kW]
   */
  public record Tensor(String name, long offset, List<Long> shape) {

    public Tensor {
      shape = List.copyOf(shape);
    }

    /** Returns the number of values. */
    public long length() {
      return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
  }

  public ParameterLayout {
    tensors = List.copyOf(tensors);
    long next = 0;
    for (Tensor tensor : tensors) {
      if (tensor.offset() != next) {
        throw new IllegalArgumentException(
            "Tensor %s begins at %s, expected %s".formatted(tensor.name(), tensor.offset(), next));
      }
      next += tensor.length();
    }
  }

  /** Returns the layout of a network's parameters; makes none. */
  public static ParameterLayout of(UNetConfig config) {
    return of(UNetPlan.of(config).nodes());
  }

  /**
   * Lays the tensors of blocks one after the other.
   *
   * @param blocks in their order; their inputs do not matter
   */
  public static ParameterLayout of(List<UNetPlan.Node> blocks) {
    List<Tensor> tensors = new ArrayList<>();
    long offset = 0;
    for (UNetPlan.Node block : blocks) {
      for (ParameterSpec spec : block.spec().parameters()) {
        tensors.add(new Tensor(block.name() + "." + spec.name(), offset, spec.shape()));
        offset += spec.length();
      }
    }
    return new ParameterLayout(tensors);
  }

  /** Returns P, the length of the flat vector. */
  public long length() {
    return tensors.stream().mapToLong(Tensor::length).sum();
  }
}
