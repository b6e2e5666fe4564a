package io.github.sparkddpm.network.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.Objective;
import io.github.sparkddpm.network.ImageSize;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

class GraphUNetTest {

  static final UNetConfig CIFAR10 =
      new UNetConfig(32, 3, 128, List.of(1, 2, 2, 2), 2, List.of(16), 0.1, 32);
  static final UNetConfig DIGITS = new UNetConfig(28, 1, 32, List.of(1, 2, 2), 1, List.of(7), 0, 8);
  static final UNetConfig TINY = new UNetConfig(8, 3, 4, List.of(1, 2), 1, List.of(4), 0.25, 2);
  static final UNetConfig WIDE =
      new UNetConfig(new ImageSize(4, 12), 3, 4, List.of(1, 2), 1, List.of(2), 0.25, 2);

  /** Most of its memory is what blocks hold, not what one of them works on. */
  private static final UNetConfig LEAN =
      new UNetConfig(16, 3, 8, List.of(1, 2), 2, List.of(8), 0.25, 4);

  private static final NoiseStream NOISE = new NoiseStream(11);
  private static final long[] IDS = {3, 5};
  private static final int[] TIMESTEPS = {4, 900};

  @Test
  void theCifar10NetworkHasThePublishedNumberOfParameters() {
    assertThat(parameters(CIFAR10)).isEqualTo(35_746_307);
  }

  @Test
  void otherShapesHaveTheReferencesNumberOfParametersToo() {
    assertThat(parameters(new UNetConfig(32, 1, 128, List.of(1, 2, 2, 2), 2, List.of(16), 0.1, 32)))
        .isEqualTo(35_741_697);
    assertThat(parameters(new UNetConfig(28, 1, 32, List.of(1, 2), 1, List.of(), 0, 32)))
        .isEqualTo(651_041);
    assertThat(parameters(new UNetConfig(28, 1, 64, List.of(1, 2, 2), 1, List.of(14), 0, 32)))
        .isEqualTo(4_435_393);
    assertThat(parameters(DIGITS)).isEqualTo(1_112_801);
  }

  @Test
  void tensorsCarryTheNamesAndShapesOfDiffusers() {
    List<ParameterLayout.Tensor> tensors = ParameterLayout.of(TINY).tensors();
    assertThat(tensors)
        .extracting(ParameterLayout.Tensor::name)
        .contains(
            "time_embedding.linear_1.weight",
            "conv_in.bias",
            "down_blocks.0.resnets.0.time_emb_proj.weight",
            "down_blocks.0.downsamplers.0.conv.weight",
            "down_blocks.1.resnets.0.conv_shortcut.weight",
            "down_blocks.1.attentions.0.to_out.0.bias",
            "mid_block.attentions.0.group_norm.weight",
            "mid_block.resnets.1.norm2.bias",
            "up_blocks.0.upsamplers.0.conv.bias",
            "up_blocks.1.resnets.1.conv2.weight",
            "conv_norm_out.weight",
            "conv_out.bias")
        .doesNotHaveDuplicates();
    assertThat(tensors)
        .contains(tensor(tensors, "up_blocks.0.resnets.1.conv1.weight", List.of(8L, 12L, 3L, 3L)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void dl4jLaysParametersOutAsThePlanDoes(UNetConfig config) {
    assertThat(GraphUNet.create(config, 1).layout()).isEqualTo(ParameterLayout.of(config));
  }

  static Stream<UNetConfig> networks() {
    return Stream.of(
        TINY,
        TINY.withClasses(3),
        WIDE,
        DIGITS,
        new UNetConfig(8, 1, 4, List.of(1), 1, List.of(), 0, 2),
        new UNetConfig(16, 1, 8, List.of(1, 2, 2, 2), 3, List.of(16, 8, 4, 2), 0, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void theGradientOfTheWholeNetworkIsTheDerivativeOfTheLoss(int classes) {
    UNetConfig config = WIDE.withClasses(classes);
    GraphUNet network = randomized(GraphUNet.create(config, DataType.DOUBLE, 1));
    INDArray parameters = network.parameters();
    loss(network);
    INDArray gradient = network.gradientVector().dup();
    for (ParameterLayout.Tensor tensor : network.layout().tensors()) {
      for (long i : List.of(tensor.offset() + tensor.length() / 2)) {
        double value = parameters.getDouble(i);
        double step = 1e-5;
        parameters.putScalar(i, value + step);
        double above = loss(network);
        parameters.putScalar(i, value - step);
        double below = loss(network);
        parameters.putScalar(i, value);
        assertThat(gradient.getDouble(i))
            .as(tensor.name())
            .isCloseTo((above - below) / (2 * step), within(1e-7));
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameParametersAndAnotherSeedOthers() {
    INDArray parameters = GraphUNet.create(TINY, 1).parameters();
    assertThat(GraphUNet.create(TINY, 1).parameters()).isEqualTo(parameters);
    assertThat(GraphUNet.create(TINY, 2).parameters()).isNotEqualTo(parameters);
  }

  /** Covers dropout, attention and skips. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void aPassThatRecomputesHasTheSameGradientBitForBit(DataType type) {
    GraphUNet plain = randomized(GraphUNet.create(LEAN, type, 1));
    GraphUNet recomputing = randomized(GraphUNet.create(LEAN, type, 1));
    recomputing.recompute(true);
    INDArray x = NOISE.gaussian(Purpose.EVALUATION, 0, IDS, 2, 3, 16, 16).castTo(type);
    for (int step = 0; step < 2; step++) {
      plain.batch(NOISE, step, IDS);
      recomputing.batch(NOISE, step, IDS);
      double[] losses = plain.gradient(batch(x, TIMESTEPS, x));

      assertThat(recomputing.gradient(batch(x, TIMESTEPS, x))).containsExactly(losses);
      assertThat(recomputing.gradientVector().toDoubleVector())
          .containsExactly(plain.gradientVector().toDoubleVector());
    }
  }

  /** In double precision, which has no scratch memory of oneDNN's. */
  @Test
  void aPassThatRecomputesTakesLessThanTwoThirdsOfTheMemory() {
    GraphUNet network = GraphUNet.create(LEAN, DataType.DOUBLE, 1);
    INDArray x = NOISE.gaussian(Purpose.EVALUATION, 0, IDS, 2, 3, 16, 16).castTo(DataType.DOUBLE);
    network.gradient(batch(x, TIMESTEPS, x));
    long plain = network.bufferBytes();
    GraphUNet recomputing = GraphUNet.create(LEAN, DataType.DOUBLE, 1);
    recomputing.recompute(true);
    recomputing.gradient(batch(x, TIMESTEPS, x));

    assertThat(recomputing.bufferBytes()).isLessThan(plain * 2 / 3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void passesAfterTheFirstAllocateNoBuffers(boolean recompute) {
    GraphUNet network = GraphUNet.create(TINY, 1);
    network.recompute(recompute);
    INDArray x = images();
    network.gradient(batch(x, TIMESTEPS, x));
    long bytes = network.bufferBytes();
    for (int i = 0; i < 3; i++) {
      network.gradient(batch(x, TIMESTEPS, x));
    }
    assertThat(network.bufferBytes()).isEqualTo(bytes);
  }

  @Test
  void anImagesPredictionDoesNotDependOnItsBatch() {
    GraphUNet network = randomized(GraphUNet.create(TINY, 1));
    INDArray x = images();
    INDArray both = network.predict(x, TIMESTEPS).dup();
    INDArray second = network.predict(x.get(range(1, 2)).dup(), new int[] {TIMESTEPS[1]});
    assertThat(second.distance2(both.get(range(1, 2)))).isLessThan(1e-5);
  }

  @Test
  void aClassChangesThePredictionOfItsImageAlone() {
    GraphUNet network = randomized(GraphUNet.create(TINY.withClasses(3), 1));
    INDArray x = images();
    INDArray without = network.predict(x, TIMESTEPS).dup();
    INDArray told = network.predict(x, TIMESTEPS, new int[] {2, Labels.NONE}).dup();
    assertThat(told.get(range(0, 1)).distance2(without.get(range(0, 1)))).isGreaterThan(0.1);
    assertThat(told.get(range(1, 2))).isEqualTo(without.get(range(1, 2)));
  }

  @Test
  void aClassThatTheNetworkDoesNotHaveIsRefused() {
    GraphUNet network = GraphUNet.create(TINY.withClasses(3), 1);
    assertThatThrownBy(() -> network.predict(images(), TIMESTEPS, new int[] {0, 3}))
        .hasMessage("Class 3 of a network of 3 classes");
  }

  @Test
  void dropoutDependsOnTheExampleAndTheStepAlone() {
    GraphUNet network = randomized(GraphUNet.create(TINY, 1));
    INDArray x = images();
    network.batch(NOISE, 7, IDS);
    double[] losses = network.gradient(batch(x, TIMESTEPS, x));
    network.batch(NOISE, 7, new long[] {5, 3});
    INDArray swapped = Nd4j.concat(0, x.get(range(1, 2)), x.get(range(0, 1)));
    double[] swappedLosses =
        network.gradient(batch(swapped, new int[] {TIMESTEPS[1], TIMESTEPS[0]}, swapped));
    assertThat(swappedLosses[0]).isCloseTo(losses[1], within(1e-6));
    assertThat(swappedLosses[1]).isCloseTo(losses[0], within(1e-6));
    network.batch(NOISE, 8, IDS);
    assertThat(network.gradient(batch(x, TIMESTEPS, x))[0]).isNotCloseTo(losses[0], within(1e-6));
  }

  private static NoisedBatch batch(INDArray xt, int[] timesteps, INDArray target) {
    return new NoisedBatch(xt, timesteps, new Objective(target));
  }

  private static INDArrayIndex[] range(int from, int to) {
    return new INDArrayIndex[] {NDArrayIndex.interval(from, to)};
  }

  private static long parameters(UNetConfig config) {
    return ParameterLayout.of(config).length();
  }

  private static ParameterLayout.Tensor tensor(
      List<ParameterLayout.Tensor> tensors, String name, List<Long> shape) {
    long offset =
        tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow().offset();
    return new ParameterLayout.Tensor(name, offset, shape);
  }

  private static double loss(GraphUNet network) {
    network.batch(NOISE, 1, IDS);
    DataType type = network.parameters().dataType();
    long[] shape = WIDE.imageShape().batch(2);
    INDArray xt = NOISE.gaussian(Purpose.EVALUATION, 0, IDS, shape).castTo(type);
    INDArray epsilon = NOISE.gaussian(Purpose.EPSILON, 0, IDS, shape).castTo(type);
    double[] losses = network.gradient(batch(xt, TIMESTEPS, epsilon).labelled(new int[] {1, 1}));
    return (losses[0] + losses[1]) / 2;
  }

  private static INDArray images() {
    return NOISE.gaussian(Purpose.EVALUATION, 0, IDS, TINY.imageShape().batch(2));
  }

  /** The near-zero and constant tensors would hide errors behind them. */
  private static GraphUNet randomized(GraphUNet network) {
    INDArray noise =
        NOISE.gaussian(Purpose.EVALUATION, 1, new long[] {0}, 1, network.parameters().length());
    network.parameters().addi(noise.mul(0.3).castTo(network.parameters().dataType()).reshape(-1));
    return network;
  }
}
