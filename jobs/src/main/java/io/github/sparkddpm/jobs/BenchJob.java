package io.github.sparkddpm.jobs;

import picocli.CommandLine.Command;

/** Measures what a training step costs on this machine. */
@Command(
    name = "bench",
    description = {
      "Times bench.steps training steps of the configured network on made-up images, after",
      "bench.warmup steps that are not counted. Reads and writes no data."
    },
    footer = {
      "  spark-ddpm bench --config conf/cifar10.conf bench.batch-size=16",
      "  spark-ddpm bench --config conf/digits.conf training.threads=1"
    })
abstract class BenchJob extends JobCommand {}
