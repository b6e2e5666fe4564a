package io.github.sparkddpm.network.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole blocks in float, on the fast paths, against the same in double, on the plain ones. */
class HostKernelsTest {

  private static final NoiseStream NOISE = new NoiseStream(21);
  private static final double RELATIVE = 1e-5;

  static Stream<Arguments> blocks() {
    return Stream.of(
        Arguments.of(Blocks.imageInput(3, 8), List.of(random(2, 3, 6, 10))),
        Arguments.of(Blocks.imageOutput(8, 3), List.of(random(2, 6, 10, 8))),
        Arguments.of(Blocks.upsample(8), List.of(random(3, 5, 4, 8))),
        Arguments.of(Blocks.downsample(8), List.of(random(3, 6, 4, 8))),
        Arguments.of(Blocks.selfAttention(16, 4), List.of(random(3, 4, 4, 16))),
        Arguments.of(
            Blocks.residual(8, 16, 8, 12, 4, 0.3, 5),
            List.of(random(2, 6, 6, 8), random(2, 6, 6, 16), random(2, 12))));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void aBlocksFastPathsComputeWhatThePlainOnesCompute(BlockSpec spec, List<INDArray> inputs) {
    List<INDArray> fast = run(spec, inputs, DataType.FLOAT);
    List<INDArray> plain = run(spec, inputs, DataType.DOUBLE);
    for (int i = 0; i < plain.size(); i++) {
      double distance = fast.get(i).castTo(DataType.DOUBLE).distance2(plain.get(i));
      assertThat(distance / plain.get(i).norm2Number().doubleValue())
          .as("result %d of %s", i, spec)
          .isLessThan(RELATIVE);
    }
  }

  /** The output, the gradients by the inputs and the gradient by all parameters. */
  private static List<INDArray> run(BlockSpec spec, List<INDArray> inputs, DataType type) {
    long length = spec.parameters().stream().mapToLong(ParameterSpec::length).sum();
    INDArray values = random(1, length).reshape(length).castTo(type);
    Parameters parameters = new Parameters(spec.parameters(), values);
    INDArray gradients = Nd4j.create(type, length);
    parameters.gradients(gradients);
    Block block = spec.create(parameters, new Workspace(type), new DropoutKeys());
    INDArray[] typed = inputs.stream().map(input -> input.castTo(type)).toArray(INDArray[]::new);
    List<INDArray> results = new ArrayList<>();
    INDArray out = block.forward(typed, ForwardPass.TRAINING);
    results.add(out.dup('c'));
    for (INDArray gradient : block.backward(random(out.shape()).castTo(type))) {
      if (gradient != null) {
        results.add(gradient.dup('c'));
      }
    }
    results.add(gradients);
    return results;
  }

  private static INDArray random(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return NOISE
        .gaussian(Purpose.EVALUATION, length, new long[] {0}, 1, length)
        .reshape('c', shape);
  }
}
