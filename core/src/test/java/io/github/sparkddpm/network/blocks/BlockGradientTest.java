package io.github.sparkddpm.network.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every block's backward pass against differences of its forward pass, in double precision. */
class BlockGradientTest {

  private static final NoiseStream NOISE = new NoiseStream(3);
  private static final double STEP = 1e-6;
  private static final int CHECKED_PER_ARRAY = 7;

  private int arrays;

  @Test
  void timeEmbedding() {
    INDArray timesteps = Nd4j.createFromArray(3.0, 700.0).reshape(2, 1);
    checkParameters(Blocks.timeEmbedding(8, true), timesteps);
    checkParameters(Blocks.timeEmbedding(8, false), timesteps);
  }

  @Test
  void classEmbeddingWhereAClassComesTwiceAndAnImageHasNone() {
    INDArray labels = Nd4j.createFromArray(2.0, -1.0, 0.0, 2.0).reshape(4, 1);
    check(Blocks.classEmbedding(3, 6), random(4, 6), labels);
  }

  @Test
  void imageInput() {
    checkParameters(Blocks.imageInput(3, 4), random(2, 3, 6, 4));
  }

  @Test
  void imageOutput() {
    check(Blocks.imageOutput(4, 3), random(2, 6, 4, 4));
  }

  @Test
  void normOutput() {
    check(Blocks.normOutput(6, 3), random(2, 4, 3, 6));
  }

  @Test
  void downsample() {
    check(Blocks.downsample(3), random(2, 6, 4, 3));
  }

  @Test
  void upsample() {
    check(Blocks.upsample(3), random(2, 3, 2, 3));
  }

  @Test
  void selfAttention() {
    check(Blocks.selfAttention(6, 2), random(2, 2, 5, 6));
  }

  @Test
  void residualWithTheSameChannels() {
    check(Blocks.residual(4, 0, 4, 5, 2, 0, 0), random(2, 4, 3, 4), random(2, 5));
  }

  @Test
  void residualWithOtherChannelsAndDropout() {
    check(Blocks.residual(4, 0, 6, 5, 2, 0.4, 0), random(2, 4, 3, 4), random(2, 5));
  }

  @Test
  void residualWithSkip() {
    check(
        Blocks.residual(4, 2, 4, 5, 2, 0, 0), random(2, 4, 3, 4), random(2, 4, 3, 2), random(2, 5));
  }

  private void check(BlockSpec spec, INDArray... inputs) {
    Checked checked = new Checked(spec, inputs);
    checked.checkParameters();
    checked.checkInputs();
  }

  private void checkParameters(BlockSpec spec, INDArray... inputs) {
    new Checked(spec, inputs).checkParameters();
  }

  /** A block under the loss sum(out * weights). */
  private final class Checked {

    private final Block block;
    private final INDArray[] inputs;
    private final Parameters parameters;
    private final Workspace workspace = new Workspace(DataType.DOUBLE);
    private final INDArray weights;
    private final List<INDArray> inputGradients = new ArrayList<>();

    Checked(BlockSpec spec, INDArray... inputs) {
      this.inputs = inputs;
      long length = spec.parameters().stream().mapToLong(ParameterSpec::length).sum();
      parameters = new Parameters(spec.parameters(), random(length));
      parameters.gradients(Nd4j.create(DataType.DOUBLE, length));
      block = spec.create(parameters, workspace, new DropoutKeys());
      weights = random(block.forward(inputs, ForwardPass.TRAINING).shape());
      for (INDArray gradient : block.backward(weights)) {
        inputGradients.add(gradient == null ? null : gradient.dup('c'));
      }
    }

    private double loss() {
      workspace.begin();
      return block.forward(inputs, ForwardPass.TRAINING).mul(weights).sumNumber().doubleValue();
    }

    void checkParameters() {
      for (Parameter parameter : parameters.all()) {
        check(parameter.spec().name(), parameter.value(), parameter.gradient().dup());
      }
    }

    void checkInputs() {
      for (int i = 0; i < inputs.length; i++) {
        if (inputGradients.get(i) != null) {
          check("input " + i, inputs[i], inputGradients.get(i));
        }
      }
    }

    private void check(String name, INDArray values, INDArray gradient) {
      INDArray flat = values.reshape(values.length());
      long stride = Math.max(1, flat.length() / CHECKED_PER_ARRAY);
      for (long i = 0; i < flat.length(); i += stride) {
        double value = flat.getDouble(i);
        flat.putScalar(i, value + STEP);
        double above = loss();
        flat.putScalar(i, value - STEP);
        double below = loss();
        flat.putScalar(i, value);
        double expected = (above - below) / (2 * STEP);
        assertThat(gradient.reshape(gradient.length()).getDouble(i))
            .as("%s at %d", name, i)
            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private INDArray random(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return NOISE
        .gaussian(Purpose.EVALUATION, arrays++, new long[] {0}, 1, length)
        .castTo(DataType.DOUBLE)
        .reshape('c', shape);
  }
}
