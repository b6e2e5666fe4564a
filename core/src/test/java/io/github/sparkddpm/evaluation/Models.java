package io.github.sparkddpm.evaluation;

import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** ONNX models made in the test, by the protocol buffers that ND4J brings along. */
final class Models {

  static final int FLOAT = 1;
  static final int LONG = 7;
  static final int BOOL = 9;

  private Models() {}

  static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
        .setGraph(graph.setName("graph"))
        .build()
        .toByteArray();
  }

  /** A graph from float image [B,1,28,28] to float features [B,d]. */
  static GraphProto.Builder graph(int features) {
    return GraphProto.newBuilder()
        .addInput(value("image", FLOAT, -1, 1, 28, 28))
        .addOutput(value("features", FLOAT, -1, features));
  }

  /** Adds nodes that give the pixels of each image under a name. */
  static NodeProto flatten(String output) {
    return node("Flatten", List.of("image"), output, number("axis", 1));
  }

  /** Declares a tensor; a side of -1 is any number. */
  static ValueInfoProto value(String name, int type, long... sides) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long side : sides) {
      Dimension.Builder dimension = Dimension.newBuilder();
      shape.addDim(side < 0 ? dimension.setDimParam("B") : dimension.setDimValue(side));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  static NodeProto node(
      String operation, List<String> inputs, String output, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(operation)
        .addAllInput(inputs)
        .addOutput(output)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(LONG).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  /** A model that loops without end, as ONNX may. */
  static byte[] endless() {
    GraphProto body =
        GraphProto.newBuilder()
            .setName("body")
            .addInput(value("i", LONG))
            .addInput(value("goesOn", BOOL))
            .addInput(value("before", FLOAT, -1, 784))
            .addOutput(value("goesOnStill", BOOL))
            .addOutput(value("after", FLOAT, -1, 784))
            .addNode(node("Identity", List.of("goesOn"), "goesOnStill"))
            .addNode(node("Identity", List.of("before"), "after"))
            .build();
    AttributeProto attribute =
        AttributeProto.newBuilder()
            .setName("body")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(body)
            .build();
    TensorProto always =
        TensorProto.newBuilder().setName("always").setDataType(BOOL).addInt32Data(1).build();
    return model(
        graph(784)
            .addInitializer(always)
            .addNode(flatten("pixels"))
            .addNode(node("Loop", List.of("", "always", "pixels"), "features", attribute)));
  }
}
