package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.executor.EventPlugin;
import io.github.sparkddpm.spark.train.ClusterRun;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.combine.Combiners;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** A driver that trains runs one after the other, and counts the messages which reach it. */
final class CountedRuns {

  private static final String BOTH =
      "spark.plugins=%s,%s".formatted(EventPlugin.class.getName(), CountingPlugin.class.getName());

  private CountedRuns() {}

  /** Arguments: master, dataset, folder of the runs, steps, then the workers of each run. */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = ClusterRun.session(arguments[0], List.of(BOTH))) {
      PreparedDataset dataset =
          PreparedDataset.open(arguments[1], spark.sparkContext().hadoopConfiguration());
      long steps = Long.parseLong(arguments[3]);
      for (String workers : List.of(arguments).subList(4, arguments.length)) {
        Path output = Path.of(arguments[2], "workers-" + workers);
        long start = System.nanoTime();
        new DistributedTrainer(spark, Combiners::of, event -> {})
            .train(
                TinyRun.run(
                    dataset, output, TinyRun.on(Integer.parseInt(workers), TinyRun.plan(steps))),
                TinyRun::decisive);
        System.out.printf(
            "%s workers, events %s, questions %s, milliseconds %s%n",
            workers,
            CountingPlugin.takeEvents(),
            CountingPlugin.takeQuestions(),
            (System.nanoTime() - start) / 1_000_000);
      }
    }
  }
}
