package io.github.sparkddpm.engine.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.sampling.AncestralSampler;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.ReplicaExchange;
import io.github.sparkddpm.training.Trainer;
import io.github.sparkddpm.training.TrainingBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images per second of training and of sampling, on made-up images. */
final class Rates {

  private static final int PUBLISHED_TIMESTEPS = 1000;
  private static final OptimizerConfig OPTIMIZER = Presets.optimizer(2e-4, 0);

  private final Engine engine;
  private final String name;
  private final UNetConfig network;
  private final long[] ids;
  private final int warmup;
  private final int steps;
  private final NoiseStream noise = new NoiseStream(3);

  /**
   * Measures one network.
   *
   * @param warmup steps before those that count, 1 or more: the first ones choose algorithms
   * @param steps that count, of training and of sampling each
   */
  Rates(Engine engine, String name, int batch, int warmup, int steps) {
    this.engine = engine;
    this.name = name;
    this.network = Presets.network(name);
    this.ids = LongStream.range(0, batch).toArray();
    this.warmup = warmup;
    this.steps = steps;
  }

  void measure(Findings findings) {
    try (Learner learner = engine.learner(network, OPTIMIZER, 1)) {
      double[] seconds = training(learner);
      findings.add(line("train", seconds).put("images_per_s", rate(seconds)));
      double[] sampling = sampling(learner.state().parameters());
      findings.add(
          line("sample", sampling)
              .put("images_per_s_at_1000_steps", rate(sampling) / PUBLISHED_TIMESTEPS));
    }
  }

  /**
   * Times steps as a worker trains. If the engine says so, noise is drawn while a step is computed.
   */
  private double[] training(Learner learner) {
    Trainer trainer = new Trainer(learner, Presets.DIFFUSION, OPTIMIZER, noise);
    INDArray x0 =
        noise.gaussian(Purpose.EVALUATION, 0, ids, network.imageShape().batch(ids.length));
    List<Long> moments = new ArrayList<>();
    CompletableFuture<TrainingBatch> next = null;
    for (long step = 0; step <= warmup + steps; step++) {
      moments.add(System.nanoTime());
      TrainingBatch batch = next == null ? trainer.draw(step, ids, x0) : next.join();
      long following = step + 1;
      if (engine.drawsAhead()) {
        next = CompletableFuture.supplyAsync(() -> trainer.draw(following, ids, x0));
      }
      trainer.step(batch, new ReplicaExchange(WorkerSlice.WHOLE, ids.length, AllReduce.alone()));
    }
    return timed(moments);
  }

  private double[] sampling(INDArray parameters) {
    int total = Presets.DIFFUSION.schedule().timesteps();
    Timesteps some =
        new Timesteps(total, IntStream.rangeClosed(0, warmup + steps).boxed().toList());
    List<Long> moments = new ArrayList<>();
    try (UNet unet = engine.network(network)) {
      unet.load(parameters);
      ReverseChain chain = new ReverseChain(unet, some, network.imageShape(), noise);
      new AncestralSampler(chain, Presets.DIFFUSION)
          .sample(ids, (done, all, xt) -> moments.add(System.nanoTime()));
    }
    return timed(moments.subList(1, moments.size()));
  }

  /** Returns the seconds between moments, in order of length. */
  private double[] timed(List<Long> moments) {
    return IntStream.range(Math.min(warmup, moments.size() - 2), moments.size() - 1)
        .mapToDouble(i -> (moments.get(i + 1) - moments.get(i)) / 1e9)
        .sorted()
        .toArray();
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private double rate(double[] seconds) {
    return Findings.rounded(ids.length / median(seconds));
  }

  private ObjectNode line(String what, double[] seconds) {
    return Findings.of(what)
        .put("network", name)
        .put("batch", ids.length)
        .put("steps", seconds.length)
        .put("median_s_per_step", Findings.rounded(median(seconds)))
        .put("mean_s_per_step", Findings.rounded(Arrays.stream(seconds).average().orElseThrow()));
  }
}
