package io.github.sparkddpm.onnx;

import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import org.nd4j.shade.protobuf.ByteString;

/** Settings of a node. */
final class Attributes {

  private Attributes() {}

  static AttributeProto number(String name, long value) {
    return named(name, AttributeType.INT).setI(value).build();
  }

  static AttributeProto number(String name, float value) {
    return named(name, AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto numbers(String name, long... values) {
    AttributeProto.Builder attribute = named(name, AttributeType.INTS);
    LongStream.of(values).forEach(attribute::addInts);
    return attribute.build();
  }

  static AttributeProto text(String name, String value) {
    return named(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  private static AttributeProto.Builder named(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
