package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The verbs on a very small network, submitted to a Spark that knows S3. */
final class S3Runs {

  static final int STEPS = 12;

  private final Path logs;
  private final String master;
  private final Map<String, String> credentials;
  private final List<String> common;

  /**
   * @param logs folder of the logs
   * @param master Spark's, as in local[2]
   * @param secret goes with {@link S3Server#KEY}
   * @param endpoint of the store that s3a:// paths mean
   */
  S3Runs(Path logs, String master, String secret, String endpoint) {
    this.logs = logs;
    this.master = master;
    this.credentials = Map.of("AWS_ACCESS_KEY_ID", S3Server.KEY, "AWS_SECRET_ACCESS_KEY", secret);
    this.common =
        List.of(
            "training.workers=1",
            "training.threads=1",
            "training.batch-size=8",
            "training.warmup-steps=0",
            "training.checkpoint-every=4",
            "training.log-every=4",
            "training.max-restarts=0",
            "training.steps=" + STEPS,
            "training.held-out=8",
            "sampling.images=6",
            "sampling.steps=0",
            "sampling.batch-size=3",
            "sampling.partitions=2",
            "sampling.grid-columns=3",
            "evaluate.features.allow-few=true",
            "s3.endpoint=" + endpoint,
            "s3.path-style=true",
            "s3.retries=2");
  }

  /** The folder or bucket's prefix for all that comes between raw images and an evaluation. */
  record Places(String images, String labels, String root) {

    String prepared() {
      return root + "/prepared";
    }

    String run() {
      return root + "/run";
    }
  }

  Submission start(String verb, Places places, String... overrides) throws IOException {
    Stream<String> paths =
        Stream.of(
            "data.source-images=" + places.images(),
            "data.source-labels=" + places.labels(),
            "data.prepared=" + places.prepared(),
            "output=" + places.run());
    String[] own = Stream.concat(paths, Stream.of(overrides)).toArray(String[]::new);
    return submit(TinyNetwork.command(verb, common, own));
  }

  private Submission submit(List<String> words) throws IOException {
    return Submission.start(
        Files.createDirectories(logs),
        master,
        1,
        new SparkHome.Extras(SparkHome.s3(), credentials),
        words);
  }

  /** Runs a verb to its end, which must be a good one; returns the log. */
  String succeed(String verb, Places places, String... overrides) throws Exception {
    try (Submission submission = start(verb, places, overrides)) {
      assertThat(submission.status()).as(submission.log()).isZero();
      return submission.log();
    }
  }

  /** Compares runs, which must end well. */
  void compare(String output, String... runs) throws Exception {
    Stream<String> s3 = common.stream().filter(word -> word.startsWith("s3."));
    Stream<String> words = Stream.of("compare", "--output", output);
    try (Submission submission =
        submit(Stream.of(words, Stream.of(runs), s3).flatMap(part -> part).toList())) {
      assertThat(submission.status()).as(submission.log()).isZero();
    }
  }

  static String checkpoint(int step) {
    return String.format(Locale.ROOT, "checkpoints/step-%09d/", step);
  }
}
