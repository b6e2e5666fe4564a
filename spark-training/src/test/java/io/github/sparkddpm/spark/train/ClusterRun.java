package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.executor.EventPlugin;
import io.github.sparkddpm.spark.train.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.TrainingEvent.Started;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A driver in a process of its own, with executors in theirs: trains on all of them, and kills the
 * second one once.
 */
final class ClusterRun {

  private ClusterRun() {}

  /** Arguments: master, dataset, output, steps, the step to kill an executor at or 0. */
  public static void main(String[] arguments) throws IOException {
    long killAt = Long.parseLong(arguments[4]);
    try (SparkSession spark = session(arguments[0])) {
      PreparedDataset dataset =
          PreparedDataset.open(arguments[1], spark.sparkContext().hadoopConfiguration());
      TrainingPlan plan = TinyRun.on(0, TinyRun.plan(Long.parseLong(arguments[3])));
      boolean[] killed = new boolean[1];
      new DistributedTrainer(
              spark,
              event -> {
                tell(event);
                if (!killed[0] && killAt > 0 && event.step() >= killAt) {
                  killed[0] = true;
                  kill();
                }
              })
          .train(TinyRun.run(dataset, Path.of(arguments[2]), plan), TinyRun::decisive);
      System.out.println("finished");
    }
  }

  private static void tell(TrainingEvent event) {
    if (event instanceof Started started) {
      System.out.printf("started at %d on %d workers%n", started.step(), started.workers());
    } else if (!(event instanceof Advanced)) {
      System.out.printf("%s at %d%n", event.getClass().getSimpleName(), event.step());
    }
  }

  private static void kill() {
    // In a local cluster the executors are the driver's children.
    ProcessHandle.current().children().findFirst().orElseThrow().destroyForcibly();
    System.out.println("killed");
  }

  private static SparkSession session(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("spark-ddpm cluster test")
        .config("spark.ui.enabled", "false")
        .config("spark.plugins", EventPlugin.class.getName())
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .getOrCreate();
  }
}
