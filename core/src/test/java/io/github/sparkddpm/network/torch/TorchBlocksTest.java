package io.github.sparkddpm.network.torch;

import static io.github.sparkddpm.network.torch.Parity.CPU;
import static io.github.sparkddpm.network.torch.Parity.assertNear;
import static io.github.sparkddpm.network.torch.Parity.random;

import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.blocks.Block;
import io.github.sparkddpm.network.blocks.BlockSpec;
import io.github.sparkddpm.network.blocks.Blocks;
import io.github.sparkddpm.network.blocks.DropoutKeys;
import io.github.sparkddpm.network.blocks.ForwardPass;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kind of block in torch against DL4J's: output, and gradients by inputs and parameters. */
class TorchBlocksTest {

  private static final double RELATIVE = 1e-5;
  private static final long STEP = 7;
  private static final long[] IDS = {3, 1L << 40, 5};

  static Stream<Arguments> blocks() {
    INDArray time = random(3, 12);
    return Stream.of(
        Arguments.of(Blocks.timeEmbedding(8, true), List.of(column(0, 3, 999))),
        Arguments.of(Blocks.timeEmbedding(8, false), List.of(column(0, 3, 999))),
        Arguments.of(Blocks.classEmbedding(5, 12), List.of(time, column(4, -1, 4))),
        Arguments.of(Blocks.imageInput(3, 8), List.of(random(3, 3, 6, 10))),
        Arguments.of(Blocks.imageInput(1, 8), List.of(random(3, 1, 7, 7))),
        Arguments.of(Blocks.imageOutput(8, 3), List.of(random(3, 6, 10, 8))),
        Arguments.of(Blocks.normOutput(8, 4), List.of(random(3, 6, 10, 8))),
        Arguments.of(Blocks.upsample(8), List.of(random(3, 5, 4, 8))),
        Arguments.of(Blocks.downsample(8), List.of(random(3, 6, 4, 8))),
        Arguments.of(Blocks.selfAttention(16, 4), List.of(random(3, 4, 5, 16))),
        Arguments.of(Blocks.residual(8, 0, 8, 12, 4, 0, 0), List.of(random(3, 6, 6, 8), time)),
        Arguments.of(Blocks.residual(8, 0, 8, 12, 4, 0.3, 9), List.of(random(3, 6, 6, 8), time)),
        Arguments.of(
            Blocks.residual(8, 16, 8, 12, 4, 0.1, 5),
            List.of(random(3, 5, 3, 8), random(3, 5, 3, 16), time)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void aBlockComputesWhatDl4jComputes(BlockSpec spec, List<INDArray> inputs) {
    long length = spec.parameters().stream().mapToLong(ParameterSpec::length).sum();
    INDArray values = random(1, length).reshape(length);
    List<INDArray> expected = dl4j(spec, inputs, values);
    List<INDArray> actual = torch(spec, inputs, values);
    for (int i = 0; i < expected.size(); i++) {
      String what = "result %s of %s".formatted(i, spec);
      assertNear(what, actual.get(i), expected.get(i), RELATIVE);
    }
  }

  /** The output, the gradients by the inputs and the gradient by all parameters. */
  private static List<INDArray> dl4j(BlockSpec spec, List<INDArray> inputs, INDArray values) {
    Parameters parameters = new Parameters(spec.parameters(), values);
    INDArray gradients = Nd4j.create(DataType.FLOAT, values.length());
    parameters.gradients(gradients);
    Workspace workspace = new Workspace(DataType.FLOAT);
    DropoutKeys dropout = new DropoutKeys(Parity.NOISE, STEP, IDS);
    Block block = spec.create(parameters, workspace, dropout);
    INDArray out = block.forward(inputs.toArray(INDArray[]::new), ForwardPass.TRAINING);
    List<INDArray> results = new ArrayList<>();
    results.add(out.dup('c'));
    for (INDArray gradient : block.backward(random(out.shape()))) {
      if (gradient != null) {
        results.add(gradient.dup('c'));
      }
    }
    results.add(gradients);
    return results;
  }

  private static List<INDArray> torch(BlockSpec spec, List<INDArray> inputs, INDArray values) {
    FlatVectors vectors = new FlatVectors(layout(spec));
    try (PointerScope scope = new PointerScope();
        TorchParameters parameters = new TorchParameters(vectors, CPU, true)) {
      parameters.load(values);
      TorchBlock block = spec.as(new TorchBlocks(new BlockWeights(parameters, "block"), CPU));
      boolean last = isImageOutput(spec);
      Tensor[] tensors =
          inputs.stream().map(input -> input(input, first(spec))).toArray(Tensor[]::new);
      Pass pass = new Pass(CPU, new DropoutKeys(Parity.NOISE, STEP, IDS));
      Tensor out = block.forward(tensors, pass);
      List<INDArray> results = new ArrayList<>();
      results.add(host(out, last));
      INDArray weights = random(results.get(0).shape());
      out.mul(last ? HostTensors.over(weights) : channelsFirst(weights)).sum().backward();
      for (Tensor tensor : tensors) {
        if (tensor.requires_grad()) {
          results.add(host(tensor.grad(), false));
        }
      }
      Tensor gradient = CPU.zeros(values.length());
      parameters.gatherGradient(gradient);
      results.add(vectors.toHost(gradient));
      return results;
    }
  }

  private static boolean first(BlockSpec spec) {
    return spec.toString().startsWith("Spec[channels") && spec.toString().contains("outChannels");
  }

  private static boolean isImageOutput(BlockSpec spec) {
    return spec.toString().startsWith("Spec[inChannels") && !spec.toString().contains("groups");
  }

  /** DL4J's blocks work on [B,H,W,C]; the first takes [B,C,H,W]. Nobody asks for its gradient. */
  private static Tensor input(INDArray input, boolean channelsFirst) {
    if (input.rank() == 2 && input.size(1) == 1) {
      return HostTensors.over(input).reshape(-1).to(ScalarType.Long);
    }
    if (channelsFirst) {
      return HostTensors.over(input).contiguous(MemoryFormat.ChannelsLast);
    }
    return channelsFirst(input).detach().set_requires_grad(true);
  }

  private static Tensor channelsFirst(INDArray array) {
    Tensor tensor = HostTensors.over(array);
    return array.rank() == 4 ? tensor.permute(0, 3, 1, 2) : tensor;
  }

  private static INDArray host(Tensor tensor, boolean channelsFirst) {
    boolean turn = tensor.dim() == 4 && !channelsFirst;
    Tensor turned = turn ? tensor.permute(0, 2, 3, 1) : tensor;
    long[] shape = new long[(int) turned.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = turned.size(i);
    }
    INDArray array = HostTensors.array(shape);
    HostTensors.over(array).copy_(turned.detach());
    return array;
  }

  private static ParameterLayout layout(BlockSpec spec) {
    List<ParameterLayout.Tensor> tensors = new ArrayList<>();
    long offset = 0;
    for (ParameterSpec parameter : spec.parameters()) {
      String name = "block." + parameter.name();
      tensors.add(new ParameterLayout.Tensor(name, offset, parameter.shape()));
      offset += parameter.length();
    }
    return new ParameterLayout(tensors);
  }

  private static INDArray column(float... timesteps) {
    return Nd4j.createFromArray(timesteps).reshape(timesteps.length, 1);
  }
}
