package io.github.sparkddpm.engine.torch;

import static io.github.sparkddpm.network.torch.Parity.TINY;
import static io.github.sparkddpm.network.torch.Parity.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LossWeight;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.diffusion.Objective;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.GraphLearner;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.network.torch.Parity;
import io.github.sparkddpm.network.torch.TorchNetwork;
import io.github.sparkddpm.network.torch.TorchUNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.sampling.AncestralSampler;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.RateSchedule;
import io.github.sparkddpm.training.TrainingState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TorchLearnerTest {

  private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(1e-3, 10, 1, 0.99, 1);
  private static final NoiseStream NOISE = new NoiseStream(5);
  private static final GaussianDiffusion DIFFUSION =
      new GaussianDiffusion(NoiseSchedule.linear(100), Variance.FIXED_SMALL, true);
  private static final int BATCH = 6;

  @Test
  void fiftyStepsEndWhereDl4jsEnd() {
    try (Learner expected = dl4j(TINY);
        Learner actual = torch(TINY)) {
      for (int i = 0; i < 50; i++) {
        double norm = step(expected);
        assertThat(step(actual)).isCloseTo(norm, within(1e-3 * norm));
      }
      assertSame(actual.state(), expected.state(), 1e-4);
    }
  }

  @Test
  void aRunMovesBetweenEnginesInBothDirections() {
    try (Learner whole = dl4j(TINY);
        Learner first = dl4j(TINY);
        Learner second = torch(TINY);
        Learner third = dl4j(TINY)) {
      steps(whole, 15);
      steps(first, 5);
      second.restore(first.state());
      assertThat(second.state().isSameAs(first.state())).isTrue();
      steps(second, 5);
      third.restore(second.state());
      steps(third, 5);
      assertSame(third.state(), whole.state(), 1e-4);
    }
  }

  @Test
  void aResumedRunEndsBitForBitAsOneThatNeverStopped() {
    try (Learner whole = torch(TINY);
        Learner before = torch(TINY);
        Learner after = torch(TINY)) {
      steps(whole, 8);
      steps(before, 3);
      after.restore(before.state());
      steps(after, 5);
      assertThat(after.state().isSameAs(whole.state())).isTrue();
    }
  }

  @Test
  void bothEnginesSampleTheSameImages() {
    INDArray parameters = trained();
    GraphUNet dl4j = GraphUNet.create(TINY, 1);
    dl4j.load(parameters);
    try (UNet network = new TorchUNet(TINY, Parity.CPU)) {
      network.load(parameters);
      INDArray expected = sample(dl4j);
      INDArray actual = sample(network);
      // Images are [-1,1] in 255 grey levels.
      double levels = actual.sub(expected).amaxNumber().doubleValue() * 255 / 2;
      System.out.printf("parity: 64 images differ by %.2g grey levels%n", levels);
      assertThat(levels).isLessThan(1);
    }
  }

  private static INDArray trained() {
    try (Learner learner = torch(TINY)) {
      steps(learner, 30);
      return learner.state().parameters();
    }
  }

  private static INDArray sample(UNet network) {
    ReverseChain chain =
        new ReverseChain(network, Timesteps.all(100), new ImageShape(3, 8, 8), NOISE);
    return new AncestralSampler(chain, DIFFUSION).sample(LongStream.range(0, 64).toArray());
  }

  @Test
  void replicasThatCombineTrainAsOneOnTheWholeBatch() {
    try (Learner whole = torch(withoutDropout());
        Learner left = torch(withoutDropout());
        Learner right = torch(withoutDropout())) {
      long[] ids = ids(0);
      NoisedBatch batch = batch(0, ids);
      whole.gradient(NOISE, ids, batch);
      double expected = whole.apply();
      left.gradient(NOISE, part(ids, 0), batch(0, part(ids, 0)));
      right.gradient(NOISE, part(ids, 1), batch(0, part(ids, 1)));
      Map<Long, INDArray> half = new HashMap<>();
      INDArray also = Nd4j.createFromArray(1f, 2f);
      right.combine(0.5, vector -> half.put(vector.length(), vector.dup()), also);
      left.combine(0.5, vector -> vector.addi(half.get(vector.length())), also);
      assertThat(also).isEqualTo(Nd4j.createFromArray(2f, 4f));
      assertThat(left.apply()).isCloseTo(expected, within(1e-5 * expected));
      assertSame(left.state(), whole.state(), 1e-4);
    }
  }

  @Test
  void aStepWithoutFiniteGradientIsSkippedAndTooManyEndTheRun() {
    try (Learner learner = torch(TINY)) {
      steps(learner, 2);
      INDArray before = learner.state().parameters();
      long[] ids = ids(2);
      NoisedBatch batch = batch(2, ids);
      INDArray target = batch.objective().target().dup();
      target.putScalar(0, Float.NaN);
      NoisedBatch broken = new NoisedBatch(batch.xt(), batch.timesteps(), new Objective(target));
      learner.gradient(NOISE, ids, broken);
      assertThat(learner.apply()).isNaN();
      assertThat(learner.step()).isEqualTo(3);
      assertThat(learner.state().parameters()).isEqualTo(before);
      learner.gradient(NOISE, ids, broken);
      assertThatThrownBy(learner::apply).isInstanceOf(DivergedException.class);
    }
  }

  /** Six images in four parts, which differ in size. */
  @ParameterizedTest
  @EnumSource
  void accumulatedGradientsAreThoseOfTheWholeBatch(Prediction target) {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(
            NoiseSchedule.linear(100), target, LossWeight.MIN_SNR, Variance.FIXED_SMALL, true);
    long[] ids = ids(0);
    NoisedBatch batch = batch(diffusion, 0, ids);
    OptimizerConfig inParts = fallingWithDecay(4);
    try (Learner whole = new GraphLearner(GraphUNet.create(TINY, 1), OPTIMIZER);
        Learner dl4j = new GraphLearner(GraphUNet.create(TINY, 1), inParts);
        Learner torch = torch(TINY, inParts)) {
      double[] losses = whole.gradient(NOISE, ids, batch);
      double norm = whole.apply();
      for (Learner learner : List.of(dl4j, torch)) {
        double[] actual = learner.gradient(NOISE, ids, batch);
        for (int i = 0; i < losses.length; i++) {
          assertThat(actual[i]).isCloseTo(losses[i], within(1e-6));
        }
        assertThat(learner.apply()).isCloseTo(norm, within(1e-6 * Math.max(1, norm)));
        // After one step the first moment is a tenth of the clipped gradient.
        double distance = learner.state().adamMean().distance2(whole.state().adamMean());
        assertThat(distance).isLessThan(1e-7);
      }
    }
  }

  /** Covers dropout, attention, skips and parts. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRunResumedWithGradientCheckpointingEndsAsOneWithout(int parts) {
    OptimizerConfig plain = inParts(parts, false);
    OptimizerConfig recomputing = inParts(parts, true);
    try (Learner dl4j = new GraphLearner(GraphUNet.create(TINY, 1), plain);
        Learner dl4jResumed = new GraphLearner(GraphUNet.create(TINY, 1), recomputing);
        Learner torch = torch(TINY, plain);
        Learner torchResumed = torch(TINY, recomputing)) {
      for (Learner learner : List.of(dl4j, torch)) {
        steps(learner, 3);
      }
      dl4jResumed.restore(dl4j.state());
      torchResumed.restore(torch.state());
      for (Learner learner : List.of(dl4j, dl4jResumed, torch, torchResumed)) {
        steps(learner, 5);
      }
      assertThat(dl4jResumed.state().isSameAs(dl4j.state())).isTrue();
      assertSame(torchResumed.state(), torch.state(), 1e-5);
    }
  }

  @Test
  void stepsInPartsWithDecayAndAFallingRateEndWhereDl4jsEnd() {
    OptimizerConfig config = fallingWithDecay(3);
    try (Learner expected = new GraphLearner(GraphUNet.create(TINY, 1), config);
        Learner actual = torch(TINY, config)) {
      steps(expected, 8);
      steps(actual, 8);
      assertSame(actual.state(), expected.state(), 1e-4);
    }
  }

  private static OptimizerConfig fallingWithDecay(int parts) {
    return new OptimizerConfig(
        10, 1e-3, 2, RateSchedule.COSINE, 0.9, 0.99, 0.1, 1, parts, false, 0.99, List.of(), 1);
  }

  private static OptimizerConfig inParts(int parts, boolean recompute) {
    return new OptimizerConfig(
        99, 1e-3, 9, RateSchedule.CONSTANT, 0.9, 0.999, 0, 1, parts, recompute, 0.99, List.of(), 1);
  }

  private static long[] part(long[] ids, int half) {
    int size = ids.length / 2;
    return LongStream.of(ids).skip((long) half * size).limit(size).toArray();
  }

  private static UNetConfig withoutDropout() {
    return new UNetConfig(8, 3, 8, List.of(1, 2), 1, List.of(4), 0, 4);
  }

  private static void assertSame(TrainingState actual, TrainingState expected, double relative) {
    assertThat(actual.step()).isEqualTo(expected.step());
    assertNear("parameters", actual.parameters(), expected.parameters(), relative);
    assertNear("average", actual.ema(), expected.ema(), relative);
    assertNear("first moment", actual.adamMean(), expected.adamMean(), 10 * relative);
    assertNear("second moment", actual.adamVariance(), expected.adamVariance(), 10 * relative);
  }

  private static void steps(Learner learner, int count) {
    for (int i = 0; i < count; i++) {
      step(learner);
    }
  }

  private static double step(Learner learner) {
    long[] ids = ids(learner.step());
    double[] losses = learner.gradient(NOISE, ids, batch(learner.step(), ids));
    assertThat(losses).hasSize(BATCH);
    return learner.apply();
  }

  private static long[] ids(long step) {
    return LongStream.range(step * BATCH, (step + 1) * BATCH).toArray();
  }

  private static NoisedBatch batch(long step, long[] ids) {
    return batch(DIFFUSION, step, ids);
  }

  private static NoisedBatch batch(GaussianDiffusion diffusion, long step, long[] ids) {
    INDArray x0 = NOISE.gaussian(Purpose.EVALUATION, 0, ids, ids.length, 3, 8, 8).muli(0.4);
    return NoisedBatch.draw(diffusion, NOISE, step, ids, x0);
  }

  private static Learner dl4j(UNetConfig config) {
    return new GraphLearner(GraphUNet.create(config, 1), OPTIMIZER);
  }

  private static Learner torch(UNetConfig config) {
    return torch(config, OPTIMIZER);
  }

  private static Learner torch(UNetConfig config, OptimizerConfig optimizer) {
    return new TorchLearner(
        new TorchNetwork(config, Parity.CPU, true),
        optimizer,
        GraphUNet.create(config, 1).parameters());
  }
}
