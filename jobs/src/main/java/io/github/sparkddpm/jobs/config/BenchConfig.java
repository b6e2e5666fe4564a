package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

/**
 * The settings of the benchmark.
 *
 * @param batchSize images of a training step, at least 1
 * @param warmup steps before the clock starts, 0 or more
 * @param steps timed steps, at least 1
 */
public record BenchConfig(int batchSize, int warmup, int steps) {

  public BenchConfig {
    require(batchSize >= 1, "bench.batch-size", batchSize, "at least 1");
    require(warmup >= 0, "bench.warmup", warmup, "0 or more");
    require(steps >= 1, "bench.steps", steps, "at least 1");
  }
}
