package io.github.sparkddpm.jobs;

import picocli.CommandLine.Command;

/** Trains the network, or goes on where the run's folder ends. */
@Command(
    name = "train",
    description = {
      "Trains on the dataset of data.prepared and writes checkpoints and metrics into the",
      "folder output. To resume a run that stopped, run the same command again."
    },
    footer = {
      "  spark-ddpm train --config conf/digits.conf",
      "  spark-ddpm train --config conf/digits.conf --dry-run training.steps=1000",
      "  spark-ddpm train --config conf/cifar10.conf --master spark://host:7077"
    })
abstract class TrainJob extends JobCommand {}
