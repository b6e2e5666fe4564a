package io.github.sparkddpm.jobs;

import picocli.CommandLine.Command;

/** Draws images from a trained model. */
@Command(
    name = "sample",
    description = {
      "Draws sampling.images images with the averaged parameters of the newest checkpoint in",
      "the folder output. An image depends on the seed and its id alone."
    },
    footer = {
      "  spark-ddpm sample --config conf/digits.conf",
      "  spark-ddpm sample --config conf/digits.conf sampling.sampler=ddim sampling.steps=50",
      "  spark-ddpm sample --config conf/digits.conf sampling.first-id=64 seed=7"
    })
abstract class SampleJob extends JobCommand {}
