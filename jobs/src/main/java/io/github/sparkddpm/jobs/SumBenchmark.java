package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.BenchConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.collective.RingCost;
import io.github.sparkddpm.spark.train.allreduce.SumTimes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Benchmarks the sums of gradients between the executors of a session, and says by the model of
 * {@link RingCost} what they would take between more of them.
 */
final class SumBenchmark {

  private static final double SHARE = 0.95;
  private static final int MOST_WORKERS = 256;

  private final BenchConfig bench;
  private final long parameters;
  private final SumTimes times;

  SumBenchmark(RunConfig config, SparkSession spark) {
    bench = config.bench();
    parameters = ParameterLayout.of(config.network()).length();
    times =
        new SumTimes(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), config.training().combining());
  }

  /** Returns the table, line by line. */
  List<String> table() throws IOException {
    int workers = times.workers();
    if (workers < 2) {
      throw new JobException(
          ExitCode.USAGE,
          "bench --sums needs 2 workers or more, got %s: name a cluster with more executors, or pass --master local[2] training.workers=2"
              .formatted(workers));
    }
    List<List<Double>> seconds =
        times.measure(workers, List.of((long) workers, parameters), bench.warmup(), bench.steps());
    double few = median(seconds.get(0));
    double all = median(seconds.get(1));
    RingCost cost = RingCost.measured(workers, few, bytes(), all);
    List<String> lines = new ArrayList<>();
    lines.add(
        text("%d workers, %d parameters, medians of %d sums", workers, parameters, bench.steps()));
    lines.add(text("sum of a number a worker  %10.3f ms", 1e3 * few));
    lines.add(text("sum of a gradient         %10.3f ms", 1e3 * all));
    lines.add(text("from worker to worker     %10.3f ms", 1e3 * cost.hopSeconds()));
    lines.add(text("each worker sends         %10.0f MB/s", cost.bytesPerSecond() / 1e6));
    lines.add("");
    lines.add("workers  sum, ms (model)  0.95 of linear if a step computes for, s");
    for (int more = 2; more <= MOST_WORKERS; more *= 2) {
      lines.add(
          text(
              "%7d %16.3f %41.3f",
              more,
              1e3 * cost.seconds(more, bytes()),
              cost.computingSeconds(more, bytes(), SHARE)));
    }
    return lines;
  }

  private long bytes() {
    return parameters * Float.BYTES;
  }

  private static double median(List<Double> values) {
    return BenchJob.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
