package io.github.sparkddpm.jobs;

import picocli.CommandLine.Command;

/** Turns raw images into the sharded dataset that training reads. */
@Command(
    name = "prepare",
    description = {
      "Reads the images of data.source-images, checks that they fit the network, and writes",
      "them as data.shards files into the folder data.prepared. Do this once for a dataset."
    },
    footer = {
      "  spark-ddpm prepare --config conf/digits.conf",
      "  spark-ddpm prepare --config conf/digits.conf data.shards=4 data.prepared=digits"
    })
abstract class PrepareJob extends JobCommand {}
