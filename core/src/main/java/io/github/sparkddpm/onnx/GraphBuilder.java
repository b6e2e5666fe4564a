package io.github.sparkddpm.onnx;

import io.github.sparkddpm.network.ParameterLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.protobuf.ByteString;

/** Collects the nodes of a graph, and the parameters and constants that they use. */
final class GraphBuilder {

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("unet");
  private final Map<String, ParameterLayout.Tensor> tensors;
  private final INDArray parameters;
  private final Set<String> stored = new HashSet<>();
  private int nodes;

  GraphBuilder(ParameterLayout layout, INDArray parameters) {
    this.parameters = parameters.reshape(parameters.length());
    tensors =
        layout.tensors().stream()
            .collect(Collectors.toMap(ParameterLayout.Tensor::name, Function.identity()));
  }

  /** Declares an input; a dimension is a number or, if any number will do, a name. */
  void input(String name, DataType type, String... shape) {
    graph.addInput(value(name, type, shape));
  }

  /** Declares a node's result as an output, under a name of its own. */
  void output(String name, String[] shape, String result) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType("Identity")
            .addInput(result)
            .addOutput(name));
    graph.addOutput(value(name, DataType.FLOAT, shape));
  }

  /** Adds a node and returns the name of its result. */
  String add(String operator, List<String> inputs, AttributeProto... attributes) {
    String result = "%s_%s".formatted(operator, nodes++);
    graph.addNode(
        NodeProto.newBuilder()
            .setName(result)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(result)
            .addAllAttribute(Arrays.asList(attributes)));
    return result;
  }

  /** Stores a parameter, if that is not yet done, and returns its name. */
  String parameter(String name) {
    ParameterLayout.Tensor tensor = tensors.get(name);
    if (stored.add(name)) {
      long end = tensor.offset() + tensor.length();
      float[] values = parameters.get(NDArrayIndex.interval(tensor.offset(), end)).toFloatVector();
      store(name, DataType.FLOAT, tensor.shape(), bytes(values));
    }
    return name;
  }

  /** Returns the shape of a parameter. */
  List<Long> shape(String parameter) {
    return tensors.get(parameter).shape();
  }

  /** Stores a constant vector, if that is not yet done, and returns its name. */
  String integers(long... values) {
    String name =
        LongStream.of(values)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining("_", "int64_", ""));
    if (stored.add(name)) {
      ByteBuffer bytes = buffer(values.length * Long.BYTES);
      bytes.asLongBuffer().put(values);
      store(name, DataType.INT64, List.of((long) values.length), bytes);
    }
    return name;
  }

  /** Stores a constant, if that is not yet done, and returns its name. */
  String floats(String name, List<Long> shape, float... values) {
    if (stored.add(name)) {
      store(name, DataType.FLOAT, shape, bytes(values));
    }
    return name;
  }

  private void store(String name, DataType type, List<Long> shape, ByteBuffer values) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(shape)
            .setRawData(ByteString.copyFrom(values)));
  }

  private static ByteBuffer bytes(float... values) {
    ByteBuffer bytes = buffer(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueInfoProto value(String name, DataType type, String... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (String side : shape) {
      TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
      if (Character.isDigit(side.charAt(0))) {
        dimension.setDimValue(Long.parseLong(side));
      } else {
        dimension.setDimParam(side);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  GraphProto build() {
    return graph.build();
  }
}
