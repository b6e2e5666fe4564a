package io.github.sparkddpm.onnx;

import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.UNetPlan;
import io.github.sparkddpm.network.UNetPlan.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with its parameters in one ONNX file. Its inputs are {@value #IMAGES}, float [B,C,H,W],
 * {@value #TIMESTEPS}, zero-based int64 [B], and, of a network with classes, {@value #LABELS},
 * int64 [B], where -1 is no class. Its output is {@value #OUTPUT}, the predicted noise, of the
 * images' shape. B is any number.
 */
public final class OnnxModel {

  /** The version of ONNX's operators. */
  public static final int OPSET = 17;

  public static final String IMAGES = "sample";
  public static final String TIMESTEPS = "timestep";
  public static final String LABELS = "class_labels";
  public static final String OUTPUT = "out_sample";

  /** The version of the file format that came with those operators. */
  private static final int FORMAT = 8;

  /** The most parameters: a file of ONNX has less than 2 GiB. */
  private static final long MOST_PARAMETERS = 500_000_000;

  private static final String BATCH = "batch";

  private OnnxModel() {}

  /**
   * Ensures that one file holds a network.
   *
   * @throws IllegalArgumentException if not
   */
  public static void requireWritable(UNetConfig network) {
    long parameters = ParameterLayout.of(network).length();
    if (parameters > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "The network has %s parameters, but one ONNX file holds at most %s: set export.onnx = false"
              .formatted(parameters, MOST_PARAMETERS));
    }
  }

  /**
   * Writes a network.
   *
   * @param parameters flat vector [P]
   */
  public static void write(UNetConfig network, INDArray parameters, OutputStream out)
      throws IOException {
    model(network, parameters).writeTo(out);
  }

  private static ModelProto model(UNetConfig network, INDArray parameters) {
    GraphBuilder graph = new GraphBuilder(ParameterLayout.of(network), parameters);
    String[] images = {
      BATCH,
      String.valueOf(network.channels()),
      String.valueOf(network.imageSize().height()),
      String.valueOf(network.imageSize().width())
    };
    graph.input(IMAGES, DataType.FLOAT, images);
    graph.input(TIMESTEPS, DataType.INT64, BATCH);
    if (network.classes() > 0) {
      graph.input(LABELS, DataType.INT64, BATCH);
    }
    String[] predicted = images.clone();
    predicted[1] = String.valueOf(network.outputChannels());
    graph.output(OUTPUT, predicted, predicted(UNetPlan.of(network), graph));
    return ModelProto.newBuilder()
        .setIrVersion(FORMAT)
        .setProducerName("spark-ddpm")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph.build())
        .build();
  }

  /** Adds all blocks, and returns the name of the prediction. */
  private static String predicted(UNetPlan plan, GraphBuilder graph) {
    Map<String, String> values = new HashMap<>();
    values.put(UNetPlan.IMAGES, IMAGES);
    values.put(UNetPlan.TIMESTEPS, TIMESTEPS);
    values.put(UNetPlan.LABELS, LABELS);
    for (Node node : plan.nodes()) {
      List<String> inputs = node.inputs().stream().map(values::get).toList();
      OnnxBlock block = node.spec().as(new OnnxBlocks(new BlockNodes(graph, node.name())));
      values.put(node.name(), block.add(inputs));
    }
    return values.get(plan.output());
  }
}
