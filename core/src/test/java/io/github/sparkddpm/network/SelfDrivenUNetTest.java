package io.github.sparkddpm.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.network.graph.SelfDrivenUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.training.Optimizer;
import io.github.sparkddpm.training.OptimizerConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

class SelfDrivenUNetTest {

  private static final UNetConfig CONFIG =
      new UNetConfig(8, 1, 8, List.of(1, 2), 1, List.of(4), 0.1, 4);
  private static final long SEED = 7;
  private static final double RATE = 1e-3;
  private static final long[] IDS = {3, 1L << 40, -5};
  private static final int[] TIMESTEPS = {0, 7, 19};

  private final NoiseStream noise = new NoiseStream(SEED);
  private final INDArray xt = noise.gaussian(Purpose.EPSILON, 0, IDS, 3, 1, 8, 8);
  private final INDArray epsilon = noise.gaussian(Purpose.EPSILON, 1, IDS, 3, 1, 8, 8);

  @Test
  void itsParametersLieAsInTheOtherNetwork() {
    assertThat(network().layout()).isEqualTo(UNet.create(CONFIG, SEED).layout());
  }

  @Test
  void aStepOfDl4jsAdamIsAStepOfOurs() {
    UNet ours = UNet.create(CONFIG, SEED);
    SelfDrivenUNet theirs = network();
    theirs.parameters().assign(ours.parameters());
    Optimizer optimizer =
        new Optimizer(new OptimizerConfig(RATE, 0, 1e30, 0.9, 0), ours.parameters());
    for (long step = 0; step < 3; step++) {
      ours.batch(noise, step, IDS);
      double[] losses = ours.gradient(xt, TIMESTEPS, epsilon);
      optimizer.apply(ours.gradientVector());
      theirs.graph().fit(batch(step));

      assertThat(theirs.imageLosses()).containsExactly(losses, within(1e-6));
      assertThat(theirs.step()).isEqualTo(step);
      assertThat(theirs.timesteps()).containsExactly(TIMESTEPS);
      assertThat(theirs.gradientVector().distance2(ours.gradientVector())).isNotNaN();
    }
    double distance = theirs.parameters().distance2(ours.parameters());
    assertThat(distance / ours.parameters().norm2Number().doubleValue()).isLessThan(1e-5);
  }

  @Test
  void itsConfigurationSurvivesJsonAndSerialization() throws IOException, ClassNotFoundException {
    ComputationGraphConfiguration configuration = network().graph().getConfiguration();

    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration);
    assertThat(serialized(configuration)).isEqualTo(configuration);
  }

  @Test
  void aReplicaMadeOfTheConfigurationTrainsAlike() {
    SelfDrivenUNet one = network();
    ComputationGraph graph = new ComputationGraph(one.graph().getConfiguration().clone());
    graph.init(one.graph().params().dup(), false);
    SelfDrivenUNet other = SelfDrivenUNet.of(graph);
    for (long step = 0; step < 2; step++) {
      one.graph().fit(batch(step));
      other.graph().fit(batch(step));
    }

    assertThat(other.parameters()).isEqualTo(one.parameters());
    assertThat(other.imageLosses()).containsExactly(one.imageLosses());
  }

  private MultiDataSet batch(long step) {
    return SelfDrivenUNet.batch(xt, TIMESTEPS, epsilon, step, IDS);
  }

  private static SelfDrivenUNet network() {
    return SelfDrivenUNet.create(CONFIG, SEED, new Adam(RATE));
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
