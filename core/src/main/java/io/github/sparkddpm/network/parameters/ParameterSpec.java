package io.github.sparkddpm.network.parameters;

import java.util.List;

/**
 * A learned tensor before it has values.
 *
 * @param name within its block, as in diffusers: {@code conv1.weight}
 * @param shape row-major shape; convolutions are [outC, inC, kH, kW], dense layers [out, in]
 * @param initializer how it starts
 */
public record ParameterSpec(String name, List<Long> shape, Initializer initializer) {

  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  /** Returns weight and bias of a 3x3 or 1x1 convolution. */
  public static List<ParameterSpec> conv(
      String name, int in, int out, int kernel, Initializer weight) {
    List<Long> shape = List.of((long) out, (long) in, (long) kernel, (long) kernel);
    return List.of(
        new ParameterSpec(qualified(name, "weight"), shape, weight),
        vector(qualified(name, "bias"), out, 0));
  }

  /** Returns weight and bias of a dense layer. */
  public static List<ParameterSpec> dense(String name, int in, int out, Initializer weight) {
    return List.of(
        new ParameterSpec(qualified(name, "weight"), List.of((long) out, (long) in), weight),
        vector(qualified(name, "bias"), out, 0));
  }

  /** Returns scale and shift of a normalization. */
  public static List<ParameterSpec> norm(String name, int channels) {
    return List.of(
        vector(qualified(name, "weight"), channels, 1),
        vector(qualified(name, "bias"), channels, 0));
  }

  /**
   * Returns the name of a layer's tensor within its block; the name of a block's only layer is
   * empty.
   */
  static String qualified(String layer, String tensor) {
    return layer.isEmpty() ? tensor : layer + "." + tensor;
  }

  private static ParameterSpec vector(String name, int length, double value) {
    return new ParameterSpec(name, List.of((long) length), new Initializer.Constant(value));
  }

  /** Returns the number of values. */
  public long length() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }
}
