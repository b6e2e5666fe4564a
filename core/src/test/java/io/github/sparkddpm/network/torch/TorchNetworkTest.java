package io.github.sparkddpm.network.torch;

import static io.github.sparkddpm.network.torch.Parity.CPU;
import static io.github.sparkddpm.network.torch.Parity.NOISE;
import static io.github.sparkddpm.network.torch.Parity.assertNear;
import static io.github.sparkddpm.network.torch.Parity.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.Objective;
import io.github.sparkddpm.diffusion.VarianceTarget;
import io.github.sparkddpm.network.ImageSize;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole networks in torch against DL4J's. */
class TorchNetworkTest {

  private static final double RELATIVE = 1e-5;
  private static final long STEP = 3;

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("tiny", Parity.TINY, 4),
        Arguments.of("tiny without dropout", withDropout(Parity.TINY, 0), 4),
        Arguments.of("tiny with classes", Parity.TINY.withClasses(3), 4),
        Arguments.of("tiny with variance", Parity.TINY.learningVariance(true), 4),
        Arguments.of("wide", wide(), 4),
        Arguments.of("demo", demo(0), 4),
        Arguments.of("demo with dropout", demo(0.1), 4),
        Arguments.of("rgb32", rgb32(0.1), 2),
        Arguments.of("rgb32 without dropout", rgb32(0), 2),
        Arguments.of("cifar10", cifar10(0.1), 1),
        Arguments.of("cifar10 without dropout", cifar10(0), 1));
  }

  private static UNetConfig demo(double dropout) {
    return new UNetConfig(28, 1, 32, List.of(1, 2, 2), 1, List.of(7), dropout, 8);
  }

  private static UNetConfig wide() {
    return new UNetConfig(new ImageSize(12, 20), 3, 16, List.of(1, 2, 2), 1, List.of(6), 0.1, 8);
  }

  private static UNetConfig rgb32(double dropout) {
    return new UNetConfig(32, 3, 64, List.of(1, 2, 2), 2, List.of(16), dropout, 32);
  }

  private static UNetConfig cifar10(double dropout) {
    return new UNetConfig(32, 3, 128, List.of(1, 2, 2, 2), 2, List.of(16), dropout, 32);
  }

  private static UNetConfig withDropout(UNetConfig like, double dropout) {
    return new UNetConfig(
        like.imageSize(),
        like.channels(),
        like.baseChannels(),
        like.multipliers(),
        like.blocksPerLevel(),
        like.attentionResolutions(),
        dropout,
        like.groups());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aNetworkComputesWhatDl4jComputes(String name, UNetConfig config, int batch) {
    INDArray parameters = Parity.trainedParameters(config);
    INDArray xt = random(config.imageShape().batch(batch));
    INDArray epsilon = random(xt.shape()).mul(0.5).addi(0.1);
    int[] timesteps = IntStream.range(0, batch).map(b -> 990 / (b + 1)).toArray();
    long[] ids = LongStream.range(100, 100 + batch).toArray();

    INDArray weights = Nd4j.linspace(DataType.FLOAT, 0.5, 0.5, batch);
    GraphUNet expected = GraphUNet.create(config, 1);
    expected.load(parameters);
    int[] labels = IntStream.range(0, batch).map(b -> b % 4 - 1).toArray();
    INDArray prediction = expected.predict(xt, timesteps, labels).dup();
    expected.batch(NOISE, STEP, ids);
    NoisedBatch noised =
        new NoisedBatch(
                xt,
                timesteps,
                new Objective(epsilon, Optional.of(weights), variance(config, xt.mul(0.3), batch)))
            .labelled(labels);

    double[] losses = expected.gradient(noised);
    try (TorchUNet network = new TorchUNet(config, CPU)) {
      network.load(parameters);
      assertThat(network.parameters()).isEqualTo(parameters);
      assertNear(name + ", output", network.predict(xt, timesteps, labels), prediction, RELATIVE);
    }
    try (TorchNetwork network = new TorchNetwork(config, CPU, true)) {
      network.parameters().load(parameters);
      Supplier<INDArray> gradient =
          () -> {
            Tensor actual = network.backward(noised, NOISE, STEP, ids);
            for (int b = 0; b < batch; b++) {
              assertThat(actual.select(0, b).item_float())
                  .isCloseTo((float) losses[b], withinPercentage(1e-3));
            }
            return gradient(network);
          };
      INDArray plain = network.compute(xt.shape(), gradient);
      assertNear(name + ", gradient", plain, expected.gradientVector(), RELATIVE);
      network.recompute(true);
      assertNear(name + ", recomputed", network.compute(xt.shape(), gradient), plain, 1e-6);
    }
  }

  private static INDArray gradient(TorchNetwork network) {
    Tensor flat = CPU.zeros(network.layout().length());
    network.parameters().gatherGradient(flat);
    return network.vectors().toHost(flat);
  }

  /** Gradients by an output that several blocks read are summed in another order. */
  @Test
  void aPassInBfloat16ThatRecomputesHasTheGradientToItsRounding() {
    INDArray xt = random(4, 3, 8, 8);
    NoisedBatch batch = new NoisedBatch(xt, new int[] {1, 20, 300, 999}, new Objective(xt));
    try (TorchNetwork network = new TorchNetwork(Parity.TINY, new TorchTarget(false, true), true)) {
      network.parameters().load(Parity.trainedParameters(Parity.TINY));
      Supplier<INDArray> gradient =
          () -> {
            network.backward(batch, NOISE, STEP, new long[] {1, 2, 3, 4});
            return gradient(network);
          };
      INDArray plain = network.compute(xt.shape(), gradient);
      network.recompute(true);
      assertNear("bfloat16, recomputed", network.compute(xt.shape(), gradient), plain, 1e-2);
    }
  }

  /** The first image is at the first timestep, where the decoder's term is. */
  private static Optional<VarianceTarget> variance(UNetConfig config, INDArray x0, int batch) {
    return config.learnsVariance()
        ? Optional.of(
            new VarianceTarget(
                x0,
                IntStream.range(0, batch)
                    .mapToObj(b -> new VarianceTarget.Image(-0.01 * b - 0.01, -8, 0.7, b == 0, 1.4))
                    .toList()))
        : Optional.empty();
  }

  @Test
  void bfloat16StaysNearToFloat32() {
    UNetConfig config = demo(0);
    INDArray parameters = Parity.trainedParameters(config);
    INDArray xt = random(4, 1, 28, 28);
    int[] timesteps = {0, 10, 500, 999};
    try (TorchUNet exact = new TorchUNet(config, CPU);
        TorchUNet rounded = new TorchUNet(config, new TorchTarget(false, true))) {
      exact.load(parameters);
      rounded.load(parameters);
      assertThat(rounded.parameters()).isEqualTo(parameters);
      INDArray expected = exact.predict(xt, timesteps);
      INDArray actual = rounded.predict(xt, timesteps);
      assertThat(Parity.distance(actual, expected)).isBetween(1e-4, 0.05);
    }
  }
}
