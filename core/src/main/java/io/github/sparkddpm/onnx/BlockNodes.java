package io.github.sparkddpm.onnx;

import static io.github.sparkddpm.onnx.Attributes.number;
import static io.github.sparkddpm.onnx.Attributes.numbers;

import java.util.Arrays;
import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * The layers of one block as nodes. Layers are called as in the block; the name of a block's only
 * layer is empty.
 *
 * @param graph takes the nodes
 * @param block whose parameters they use
 */
record BlockNodes(GraphBuilder graph, String block) {

  /** The epsilon of every GroupNorm. */
  private static final float EPSILON = 1e-6f;

  String add(String operator, String... inputs) {
    return graph.add(operator, List.of(inputs));
  }

  /** Convolves 3x3 with stride 1. */
  String convolve(String layer, String x) {
    return convolve(layer, x, 1, 1, 1, 1, 1);
  }

  /**
   * Convolves.
   *
   * @param pads above, left, below, right
   */
  String convolve(String layer, String x, int stride, long... pads) {
    return graph.add(
        "Conv",
        List.of(x, parameter(layer, "weight"), parameter(layer, "bias")),
        numbers("strides", stride, stride),
        numbers("pads", pads));
  }

  /** Applies a dense layer to rows, [B,in]. */
  String denseOfRows(String layer, String rows) {
    return graph.add(
        "Gemm",
        List.of(rows, parameter(layer, "weight"), parameter(layer, "bias")),
        number("transB", 1));
  }

  /** Applies a dense layer to the last dimension. */
  String dense(String layer, String x) {
    String weight =
        graph.add("Transpose", List.of(parameter(layer, "weight")), numbers("perm", 1, 0));
    return add("Add", add("MatMul", x, weight), parameter(layer, "bias"));
  }

  /**
   * Looks rows up in the block's table.
   *
   * @param labels int64 [B]; a negative one has a row of zeros
   */
  String embed(String labels) {
    String zero = graph.integers(0);
    String rows = add("Gather", parameter("", "weight"), add("Max", labels, zero));
    String known = add("Not", add("Less", labels, zero));
    String factors = graph.add("Cast", List.of(known), number("to", DataType.FLOAT.getNumber()));
    return add("Mul", rows, add("Unsqueeze", factors, graph.integers(1)));
  }

  /**
   * Normalizes groups of channels. ONNX has that as an operator of its own only since version 18,
   * with other parameters than these.
   */
  String norm(String layer, String x, int groups) {
    String grouped = add("Reshape", x, graph.integers(0, groups, -1));
    String normalized =
        graph.add(
            "InstanceNormalization",
            List.of(grouped, everywhere("ones", 1, groups), everywhere("zeros", 0, groups)),
            number("epsilon", EPSILON));
    String same = add("Reshape", normalized, add("Shape", x));
    return add("Add", add("Mul", same, perChannel(layer, "weight")), perChannel(layer, "bias"));
  }

  private String everywhere(String name, float value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return graph.floats("%s_%s".formatted(name, count), List.of((long) count), values);
  }

  private String perChannel(String layer, String tensor) {
    return add("Unsqueeze", parameter(layer, tensor), graph.integers(1, 2));
  }

  String silu(String x) {
    return add("Mul", x, add("Sigmoid", x));
  }

  private String parameter(String layer, String tensor) {
    return graph.parameter(name(layer, tensor));
  }

  /** Returns the number of a layer's outputs. */
  int outputs(String layer) {
    return Math.toIntExact(graph.shape(name(layer, "weight")).get(0));
  }

  private String name(String layer, String tensor) {
    return layer.isEmpty() ? block + "." + tensor : block + "." + layer + "." + tensor;
  }
}
