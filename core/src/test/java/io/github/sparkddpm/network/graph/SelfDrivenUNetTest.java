package io.github.sparkddpm.network.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LossWeight;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.Objective;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.network.ImageSize;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.training.Optimizer;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.RateSchedule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class SelfDrivenUNetTest {

  private static final UNetConfig CONFIG =
      new UNetConfig(new ImageSize(8, 12), 1, 8, List.of(1, 2), 1, List.of(4), 0.1, 4);
  private static final long SEED = 7;
  private static final double RATE = 1e-3;

  /** It takes off about as much as Adam changes. */
  private static final double DECAY = 10;

  private static final long[] IDS = {3, 1L << 40, -5};
  private static final int[] TIMESTEPS = {0, 7, 19};

  private final NoiseStream noise = new NoiseStream(SEED);
  private final INDArray xt = noise.gaussian(Purpose.EPSILON, 0, IDS, 3, 1, 8, 12);
  private final INDArray epsilon = noise.gaussian(Purpose.EPSILON, 1, IDS, 3, 1, 8, 12);

  @Test
  void itsParametersLieAsInTheOtherNetwork() {
    assertThat(network().layout()).isEqualTo(GraphUNet.create(CONFIG, SEED).layout());
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true"})
  void theSameBatchGivesTheSameLossesAndGradient(boolean weighted, boolean recompute) {
    NoisedBatch batch = weighted ? weighted() : noised();
    GraphUNet ours = GraphUNet.create(CONFIG, SEED);
    SelfDrivenUNet theirs = network(recompute);
    theirs.parameters().assign(ours.parameters());
    ours.batch(noise, 5, IDS);
    double[] losses = ours.gradient(batch);
    theirs.graph().addListeners(new RequireGradient(ours.gradientVector()));
    theirs.graph().fit(SelfDrivenUNet.batch(batch, 5, 3, IDS));

    assertThat(theirs.imageLosses()).containsExactly(losses);
    assertThat(theirs.step()).isEqualTo(5);
    assertThat(theirs.part()).isEqualTo(3);
    assertThat(theirs.timesteps()).containsExactly(TIMESTEPS);
  }

  @Test
  void aLearnedVarianceGivesTheSameLossesAndGradient() {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(
            NoiseSchedule.linear(20), Prediction.V, LossWeight.SIMPLE, Variance.LEARNED, true);
    NoisedBatch batch = NoisedBatch.draw(diffusion, noise, 5, IDS, xt.mul(0.3));
    UNetConfig config = CONFIG.learningVariance(true);
    GraphUNet ours = GraphUNet.create(config, SEED);
    SelfDrivenUNet theirs = SelfDrivenUNet.create(config, SEED, new Adam(RATE), 0, false);
    theirs.parameters().assign(ours.parameters());
    ours.batch(noise, 5, IDS);
    double[] losses = ours.gradient(batch);
    theirs.gradient(SelfDrivenUNet.batch(batch, 5, 3, IDS));

    for (int b = 0; b < losses.length; b++) {
      assertThat(theirs.imageLosses()[b]).isCloseTo(losses[b], withinPercentage(1e-4));
    }
    INDArray gradient = ours.gradientVector();
    assertThat(theirs.gradientVector().distance2(gradient))
        .isLessThan(1e-5 * gradient.norm2Number().doubleValue());
  }

  @Test
  void classesTravelWithTheImages() {
    NoisedBatch batch = noised().labelled(new int[] {2, -1, 2});
    UNetConfig config = CONFIG.withClasses(3);
    GraphUNet ours = GraphUNet.create(config, SEED);
    SelfDrivenUNet theirs = SelfDrivenUNet.create(config, SEED, new Adam(RATE), 0, false);
    assertThat(theirs.layout()).isEqualTo(ours.layout());
    // A fresh network's last convolution is 0, and so are nearly all gradients.
    ours.parameters().addi(0.01);
    theirs.parameters().assign(ours.parameters());
    ours.batch(noise, 5, IDS);
    double[] losses = ours.gradient(batch);
    theirs.gradient(SelfDrivenUNet.batch(batch, 5, 3, IDS));

    assertThat(theirs.imageLosses()).containsExactly(losses);
    assertThat(theirs.gradientVector()).isEqualTo(ours.gradientVector());
    ours.gradient(noised());
    assertThat(theirs.gradientVector()).isNotEqualTo(ours.gradientVector());
  }

  @Test
  void aPassByItselfComputesWhatAFitComputes() {
    NoisedBatch batch = weighted();
    GraphUNet ours = GraphUNet.create(CONFIG, SEED);
    SelfDrivenUNet theirs = network();
    theirs.parameters().assign(ours.parameters());
    ours.batch(noise, 5, IDS);
    double[] losses = ours.gradient(batch);
    theirs.graph().fit(batch(4));
    theirs.parameters().assign(ours.parameters());
    theirs.gradient(SelfDrivenUNet.batch(batch, 5, 3, IDS));

    assertThat(theirs.imageLosses()).containsExactly(losses);
    assertThat(theirs.timesteps()).containsExactly(TIMESTEPS);
    assertThat(theirs.gradientVector().toFloatVector())
        .containsExactly(ours.gradientVector().toFloatVector());
    assertThat(theirs.parameters()).isEqualTo(ours.parameters());
  }

  /**
   * DL4J's Adam adds epsilon at another place than ours, which shows where gradients are nearly 0.
   */
  @Test
  void stepsOfDl4jsAdamAreNearlyOurs() {
    GraphUNet ours = GraphUNet.create(CONFIG, SEED);
    // A fresh network's last convolution is 0, and so are nearly all gradients.
    long length = ours.parameters().length();
    INDArray random = noise.gaussian(Purpose.PARAMETERS, 0, new long[1], 1, length);
    ours.parameters().assign(random.mul(0.1).reshape(length));
    SelfDrivenUNet theirs = network();
    theirs.parameters().assign(ours.parameters());
    INDArray start = ours.parameters().dup();
    Optimizer optimizer =
        new Optimizer(
            new OptimizerConfig(
                3,
                RATE,
                0,
                RateSchedule.CONSTANT,
                0.9,
                0.999,
                DECAY,
                1e30,
                1,
                false,
                0.9,
                List.of(),
                0),
            ours.parameters());
    for (long step = 0; step < 3; step++) {
      ours.batch(noise, step, IDS);
      ours.gradient(noised());
      optimizer.apply(ours.gradientVector());
      theirs.graph().fit(batch(step));
    }

    double moved = start.distance2(ours.parameters());
    assertThat(theirs.parameters().distance2(ours.parameters())).isLessThan(moved / 4);
  }

  private static final class RequireGradient extends BaseTrainingListener {

    private final INDArray expected;

    RequireGradient(INDArray expected) {
      this.expected = expected;
    }

    @Override
    public void onGradientCalculation(Model model) {
      INDArray gradient = SelfDrivenUNet.of((ComputationGraph) model).gradientVector();
      assertThat(gradient.toFloatVector()).containsExactly(expected.toFloatVector());
    }
  }

  @Test
  void itsConfigurationSurvivesJsonAndSerialization() throws IOException, ClassNotFoundException {
    ComputationGraphConfiguration configuration = network(true).graph().getConfiguration();

    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration)
        .isNotEqualTo(network().graph().getConfiguration());
    assertThat(serialized(configuration)).isEqualTo(configuration);
  }

  @Test
  void aReplicaMadeOfTheConfigurationTrainsAlike() {
    SelfDrivenUNet one = network();
    SelfDrivenUNet other = replica(one);
    for (long step = 0; step < 2; step++) {
      one.graph().fit(batch(step));
      other.graph().fit(batch(step));
    }

    assertThat(other.parameters()).isEqualTo(one.parameters());
    assertThat(other.imageLosses()).containsExactly(one.imageLosses());
  }

  @Test
  void aReplicaOfANetworkThatRecomputesNeedsLessMemoryToo() {
    SelfDrivenUNet plain = network();
    SelfDrivenUNet one = network(true);
    SelfDrivenUNet other = replica(one);
    List.of(plain, one, other).forEach(network -> network.gradient(batch(0)));

    assertThat(bufferBytes(one)).isLessThan(bufferBytes(plain));
    assertThat(bufferBytes(other)).isEqualTo(bufferBytes(one));
  }

  private static long bufferBytes(SelfDrivenUNet network) {
    return ((BatchVertex) network.graph().getVertex(UNetGraph.BATCH)).bufferBytes();
  }

  private static SelfDrivenUNet replica(SelfDrivenUNet network) {
    ComputationGraph graph = new ComputationGraph(network.graph().getConfiguration().clone());
    graph.init(network.graph().params().dup(), false);
    return SelfDrivenUNet.of(graph);
  }

  private NoisedBatch noised() {
    return new NoisedBatch(xt, TIMESTEPS, new Objective(epsilon));
  }

  private NoisedBatch weighted() {
    INDArray weights = Nd4j.createFromArray(0.1f, 2f, 0f);
    return new NoisedBatch(
        xt, TIMESTEPS, new Objective(epsilon, Optional.of(weights), Optional.empty()));
  }

  private MultiDataSet batch(long step) {
    return SelfDrivenUNet.batch(noised(), step, 3, IDS);
  }

  private static SelfDrivenUNet network() {
    return network(false);
  }

  private static SelfDrivenUNet network(boolean recompute) {
    return SelfDrivenUNet.create(CONFIG, SEED, new Adam(RATE), DECAY, recompute);
  }

  private static Object serialized(Object object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}
