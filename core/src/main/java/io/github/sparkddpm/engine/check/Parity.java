package io.github.sparkddpm.engine.check;

import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.TrainingState;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A comparison of one network on two engines: its prediction, its gradient, and its parameters
 * after a few steps.
 */
final class Parity {

  private static final NoiseStream NOISE = new NoiseStream(17);
  private static final OptimizerConfig OPTIMIZER = Presets.optimizer(1e-3, 5);
  private static final int BATCH = 4;
  private static final int STEPS = 10;

  private final Engine reference;
  private final Engine checked;
  private final Tolerance tolerance;
  private final Findings findings;

  /**
   * Compares two engines.
   *
   * @param reference what is right
   * @param tolerance of the precision in which the other one computes
   */
  Parity(Engine reference, Engine checked, Tolerance tolerance, Findings findings) {
    this.reference = reference;
    this.checked = checked;
    this.tolerance = tolerance;
    this.findings = findings;
  }

  void check(String name) {
    UNetConfig network = Presets.network(name);
    try (Learner expected = reference.learner(network, OPTIMIZER, 1);
        Learner actual = checked.learner(network, OPTIMIZER, 1)) {
      TrainingState start = perturbed(expected.state());
      add(name, "output", output(checked, network, start), output(reference, network, start));
      expected.restore(start);
      actual.restore(start);
      step(expected, network);
      step(actual, network);
      // After one step the first moment is the clipped gradient by a factor, tensor by tensor.
      add(name, "gradient", actual.state().adamMean(), expected.state().adamMean());
      for (int i = 1; i < STEPS; i++) {
        step(expected, network);
        step(actual, network);
      }
      add(name, "parameters", actual.state().parameters(), expected.state().parameters());
    }
  }

  /**
   * Moves a fresh state away from the start, where last layers near zero hide errors in the layers
   * before them.
   */
  private static TrainingState perturbed(TrainingState fresh) {
    long length = fresh.parameters().length();
    INDArray noise =
        NOISE.gaussian(Purpose.EVALUATION, length, new long[] {0}, 1, length).reshape(length);
    INDArray parameters = fresh.parameters().add(noise.muli(0.02));
    INDArray zeros = parameters.like();
    return new TrainingState(0, parameters, parameters.dup(), zeros, zeros.dup());
  }

  private static INDArray output(Engine engine, UNetConfig network, TrainingState state) {
    try (UNet unet = engine.network(network)) {
      unet.load(state.parameters());
      return unet.predict(images(network, 1000, ids(1000)), new int[] {0, 10, 500, 999}).dup();
    }
  }

  private static void step(Learner learner, UNetConfig network) {
    long step = learner.step();
    long[] ids = ids(step);
    INDArray x0 = images(network, step, ids).muli(0.4);
    learner.gradient(NOISE, ids, NoisedBatch.draw(Presets.DIFFUSION, NOISE, step, ids, x0));
    learner.apply();
  }

  private static INDArray images(UNetConfig network, long key, long[] ids) {
    return NOISE.gaussian(Purpose.EVALUATION, key, ids, network.imageShape().batch(ids.length));
  }

  private static long[] ids(long step) {
    return LongStream.range(step * BATCH, (step + 1) * BATCH).toArray();
  }

  private void add(String network, String part, INDArray actual, INDArray expected) {
    double distance = actual.distance2(expected) / expected.norm2Number().doubleValue();
    double most = tolerance.of(part);
    findings.add(
        Findings.of("parity")
            .put("network", network)
            .put("part", part)
            .put("relative_distance", Findings.rounded(distance))
            .put("at_most", most),
        distance <= most);
  }
}
