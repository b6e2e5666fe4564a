package io.github.sparkddpm.onnx;

import static io.github.sparkddpm.onnx.Attributes.number;
import static io.github.sparkddpm.onnx.Attributes.numbers;
import static io.github.sparkddpm.onnx.Attributes.text;

import io.github.sparkddpm.network.blocks.BlockKinds;
import io.github.sparkddpm.network.blocks.DropoutRule;
import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * The form of every kind of block in ONNX.
 *
 * @param nodes of the block at hand
 */
record OnnxBlocks(BlockNodes nodes) implements BlockKinds<OnnxBlock> {

  private static final String CONV = "conv";

  @Override
  public OnnxBlock timeEmbedding(int baseChannels, boolean activated) {
    return inputs -> {
      String hidden = nodes.denseOfRows("linear_1", sinusoids(inputs.get(0), baseChannels / 2));
      String embedding = nodes.denseOfRows("linear_2", nodes.silu(hidden));
      return activated ? nodes.silu(embedding) : embedding;
    };
  }

  @Override
  public OnnxBlock classEmbedding() {
    return inputs -> nodes.silu(nodes.add("Add", inputs.get(0), nodes.embed(inputs.get(1))));
  }

  /** Adds [sin | cos] of timesteps at {@code half} frequencies. */
  private String sinusoids(String timesteps, int half) {
    GraphBuilder graph = nodes.graph();
    float[] values = new float[half];
    for (int j = 0; j < half; j++) {
      values[j] = (float) Math.exp(-Math.log(10000) * j / (half - 1));
    }
    String frequencies = graph.floats("frequencies", List.of(1L, (long) half), values);
    String floats = graph.add("Cast", List.of(timesteps), number("to", DataType.FLOAT.getNumber()));
    String angles =
        nodes.add("Mul", nodes.add("Unsqueeze", floats, graph.integers(1)), frequencies);
    return graph.add(
        "Concat", List.of(nodes.add("Sin", angles), nodes.add("Cos", angles)), number("axis", 1));
  }

  @Override
  public OnnxBlock imageInput() {
    return inputs -> nodes.convolve("", inputs.get(0));
  }

  @Override
  public OnnxBlock residual(int skipChannels, int groups, DropoutRule dropout, boolean shortcut) {
    return inputs -> {
      String x = skipChannels == 0 ? inputs.get(0) : concatenated(inputs.get(0), inputs.get(1));
      String time = nodes.denseOfRows("time_emb_proj", inputs.get(inputs.size() - 1));
      String hidden = nodes.convolve("conv1", nodes.silu(nodes.norm("norm1", x, groups)));
      String shifted =
          nodes.add("Add", hidden, nodes.add("Unsqueeze", time, nodes.graph().integers(2, 3)));
      String out = nodes.convolve("conv2", nodes.silu(nodes.norm("norm2", shifted, groups)));
      return nodes.add(
          "Add", out, shortcut ? nodes.convolve("conv_shortcut", x, 1, 0, 0, 0, 0) : x);
    };
  }

  private String concatenated(String x, String skip) {
    return nodes.graph().add("Concat", List.of(x, skip), number("axis", 1));
  }

  @Override
  public OnnxBlock selfAttention(int groups) {
    return inputs -> {
      String x = inputs.get(0);
      String normed =
          nodes.add(
              "Reshape", nodes.norm("group_norm", x, groups), nodes.graph().integers(0, 0, -1));
      String pixels = swapped(normed); // [B,HW,C]
      float scale = (float) (1 / Math.sqrt(nodes.outputs("to_q")));
      String query =
          nodes.add(
              "Mul",
              nodes.dense("to_q", pixels),
              nodes.graph().floats("scale_%s".formatted(nodes.outputs("to_q")), List.of(), scale));
      String logits = nodes.add("MatMul", query, swapped(nodes.dense("to_k", pixels)));
      String weights = nodes.graph().add("Softmax", List.of(logits), number("axis", -1));
      String mixed = nodes.add("MatMul", weights, nodes.dense("to_v", pixels));
      String out = swapped(nodes.dense("to_out.0", mixed));
      return nodes.add("Add", nodes.add("Reshape", out, nodes.add("Shape", x)), x);
    };
  }

  private String swapped(String x) {
    return nodes.graph().add("Transpose", List.of(x), numbers("perm", 0, 2, 1));
  }

  @Override
  public OnnxBlock downsample() {
    return inputs -> nodes.convolve(CONV, inputs.get(0), 2, 0, 0, 1, 1);
  }

  @Override
  public OnnxBlock upsample() {
    return inputs -> nodes.convolve(CONV, enlarged(inputs.get(0)));
  }

  private String enlarged(String x) {
    String scales = nodes.graph().floats("twice", List.of(4L), 1, 1, 2, 2);
    return nodes
        .graph()
        .add(
            "Resize",
            List.of(x, "", scales),
            text("mode", "nearest"),
            text("coordinate_transformation_mode", "asymmetric"),
            text("nearest_mode", "floor"));
  }

  @Override
  public OnnxBlock normOutput(int groups) {
    return inputs -> nodes.silu(nodes.norm("", inputs.get(0), groups));
  }

  @Override
  public OnnxBlock imageOutput() {
    return inputs -> nodes.convolve("", inputs.get(0));
  }
}
