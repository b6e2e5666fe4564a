package io.github.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.diffusion.LearnedVariance;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class GuidedModelTest {

  private static final UNetConfig CONFIG =
      new UNetConfig(8, 1, 4, List.of(1, 2), 1, List.of(4), 0, 2).withClasses(3);
  private static final int[] LABELS = {2, 0, Labels.NONE};
  private static final int[] TIMESTEPS = {4, 900, 30};

  private final INDArray xt =
      new NoiseStream(1).gaussian(Purpose.EPSILON, 0, new long[] {1, 2, 3}, 3, 1, 8, 8);

  @Test
  void atOneItIsTheConditionalModelAndAtZeroTheOneWithoutClasses() {
    UNet network = network(CONFIG);
    INDArray conditional = network.predict(xt, TIMESTEPS, LABELS).dup();
    INDArray without = network.predict(xt, TIMESTEPS).dup();
    assertThat(guided(network, 1)).isEqualTo(conditional);
    assertThat(guided(network, 0)).isEqualTo(without);
    assertNear(guided(network, 1 + 1e-7), conditional);
    assertNear(guided(network, 1e-7), without);
  }

  @Test
  void itGoesAsFarBeyondTheConditionalModelAsItIsTold() {
    UNet network = network(CONFIG);
    INDArray without = network.predict(xt, TIMESTEPS).dup();
    INDArray step = network.predict(xt, TIMESTEPS, LABELS).dup().sub(without);
    assertNear(guided(network, 3), without.add(step.mul(3)));
  }

  @Test
  void aLearnedVarianceIsTheConditionalModels() {
    UNetConfig config = CONFIG.learningVariance(true);
    UNet network = network(config);
    INDArray without = network.predict(xt, TIMESTEPS).dup();
    INDArray conditional = network.predict(xt, TIMESTEPS, LABELS).dup();
    INDArray guided = guided(network, 3);
    INDArray step = LearnedVariance.half(conditional.sub(without), 0);
    assertNear(LearnedVariance.half(guided, 0), LearnedVariance.half(without, 0).add(step.muli(3)));
    assertNear(LearnedVariance.half(guided, 1), LearnedVariance.half(conditional, 1));
  }

  private INDArray guided(UNet network, double guidance) {
    return new GuidedModel(network, guidance, LABELS).predict(xt, TIMESTEPS).dup();
  }

  /** A network of two passes at once rounds otherwise. */
  private static void assertNear(INDArray found, INDArray expected) {
    assertThat(found.distance2(expected)).isLessThan(1e-5 * expected.norm2Number().doubleValue());
  }

  /** A fresh network predicts 0, whatever the class. */
  private static UNet network(UNetConfig config) {
    GraphUNet network = GraphUNet.create(config, 1);
    long length = network.parameters().length();
    INDArray noise = new NoiseStream(2).gaussian(Purpose.EPSILON, 1, new long[1], 1, length);
    network.parameters().addi(noise.mul(0.3).reshape(length));
    return network;
  }
}
