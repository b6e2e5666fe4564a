package io.github.sparkddpm.jobs;

import picocli.CommandLine.Command;

/** Prepares, trains and samples in one go. */
@Command(
    name = "demo",
    description = {
      "Prepares, trains and samples in one go, to see everything work once: by default the",
      "bundled digits on a small network (conf/demo.conf), in minutes."
    },
    footer = {"  spark-ddpm demo", "  spark-ddpm demo training.steps=100 output=runs/try"})
abstract class DemoJob extends JobCommand {}
