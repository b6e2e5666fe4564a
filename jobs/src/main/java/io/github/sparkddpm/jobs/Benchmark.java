package io.github.sparkddpm.jobs;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.sampling.AncestralSampler;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The real steps of training and sampling, timed one by one on made-up images. */
final class Benchmark implements AutoCloseable {

  private final RunConfig config;
  private final GaussianDiffusion diffusion;
  private final NoiseStream noise;
  private final Engine engine;
  private final Learner learner;
  private final long[] ids;

  Benchmark(RunConfig config, Engine engine) {
    this.config = config;
    this.diffusion = config.diffusion().diffusion();
    this.noise = new NoiseStream(config.seed());
    this.engine = engine;
    this.learner = engine.learner(config.network(), config.training().optimizer(), config.seed());
    this.ids = LongStream.range(0, config.bench().batchSize()).toArray();
  }

  long parameters() {
    return learner.layout().length();
  }

  /** Times training steps: noise, forward, backward, clip, Adam, moving average. */
  List<Double> trainingSeconds() {
    Trainer trainer = new Trainer(learner, diffusion, config.training().optimizer(), noise);
    ImageShape shape = config.network().imageShape();
    INDArray x0 = noise.gaussian(Purpose.EVALUATION, 0, ids, shape.batch(ids.length));
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < config.bench().warmup() + config.bench().steps(); i++) {
      long start = System.nanoTime();
      trainer.step(ids, x0);
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return timed(seconds);
  }

  /** Times sampling steps: prediction, posterior, noise. */
  List<Double> samplingSeconds() {
    int steps = config.bench().warmup() + config.bench().steps();
    int total = diffusion.schedule().timesteps();
    Timesteps timesteps =
        new Timesteps(total, IntStream.range(0, Math.min(steps, total)).boxed().toList());
    List<Long> moments = new ArrayList<>();
    try (UNet network = engine.network(config.network())) {
      network.load(learner.state().parameters());
      ReverseChain chain =
          new ReverseChain(network, timesteps, config.network().imageShape(), noise);
      new AncestralSampler(chain, diffusion)
          .sample(ids, (done, all, xt) -> moments.add(System.nanoTime()));
    }
    return timed(
        IntStream.range(1, moments.size())
            .mapToObj(i -> (moments.get(i) - moments.get(i - 1)) / 1e9)
            .toList());
  }

  @Override
  public void close() {
    learner.close();
  }

  private List<Double> timed(List<Double> seconds) {
    int from = Math.min(config.bench().warmup(), seconds.size() - 1);
    return seconds.subList(from, seconds.size());
  }
}
