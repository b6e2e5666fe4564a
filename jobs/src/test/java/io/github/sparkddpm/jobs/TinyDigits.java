package io.github.sparkddpm.jobs;

import java.nio.file.Path;
import java.util.List;

/** The verbs as a user calls them, on the bundled digits and a very small network. */
final class TinyDigits implements AutoCloseable {

  private final Path shared;
  private final SparkHere spark;
  private final Invocation prepared;

  /** Prepares the digits under a folder; Spark runs in this process until closed. */
  TinyDigits(Path shared) {
    this.shared = shared;
    spark = new SparkHere("local[1]");
    prepared = call("prepare", shared.resolve("unused"));
  }

  /** Returns the call that prepared the digits. */
  Invocation prepared() {
    return prepared;
  }

  @Override
  public void close() {
    spark.close();
  }

  /** Calls a verb; overrides come last, so that they win. */
  Invocation call(String verb, Path output, String... overrides) {
    List<String> common =
        List.of(
            "output=" + output,
            "data.prepared=" + shared.resolve("digits"),
            "training.batch-size=4",
            "training.warmup-steps=0",
            "training.checkpoint-every=2",
            "sampling.images=6",
            "sampling.grid-columns=3",
            "sampling.partitions=2",
            "sampling.sampler=ancestral",
            "sampling.steps=0",
            "evaluate.reference-images=40",
            "evaluate.memorization=20");
    return Invocation.of(TinyNetwork.command(verb, common, overrides).toArray(String[]::new));
  }
}
