package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.executor.EventPlugin;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.DistributedTrainer;
import io.github.sparkddpm.spark.train.TinyRun;
import io.github.sparkddpm.spark.train.TrainingEvent;
import io.github.sparkddpm.spark.train.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.TrainingPlan;
import io.github.sparkddpm.spark.train.TrainingPlan.Combining;
import io.github.sparkddpm.spark.train.TrainingPlan.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A driver with two executors, each a process of its own. Prints how the run ended.
 *
 * <p>Arguments: mode, folder of the prepared dataset, output folder, steps, steps of a round, and
 * after how many steps an executor is killed (0 for never).
 */
public final class ClusterRun {

  private ClusterRun() {}

  /** Entry point of the process. */
  public static void main(String[] args) throws IOException {
    int killAfter = Integer.parseInt(args[5]);
    try (SparkSession spark = session()) {
      int round = Integer.parseInt(args[4]);
      Combining combining =
          new Combining(CombineMode.valueOf(args[0]), 2, 60, 3, new Rounds(round, round, 30, ""));
      TrainingPlan plan = TinyRun.plan(Long.parseLong(args[3]), TinyRun.OPTIMIZER, 1000, combining);
      PreparedDataset dataset =
          PreparedDataset.open(args[1], spark.sparkContext().hadoopConfiguration());
      var result =
          new DistributedTrainer(spark, event -> hear(event, killAfter))
              .train(TinyRun.run(dataset, Path.of(args[2]), plan), key -> true);
      System.out.println("ENDED " + result.step());
    } catch (RuntimeException e) {
      System.out.println("FAILED " + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local-cluster[2,1,1024]")
        .appName("spark-ddpm tests")
        .config("spark.ui.enabled", "false")
        .config("spark.plugins", EventPlugin.class.getName())
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "1g")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .getOrCreate();
  }

  private static void hear(TrainingEvent event, int killAfter) {
    if (event instanceof Advanced advanced && killAfter > 0 && advanced.step() == killAfter) {
      Thread killer = new Thread(ClusterRun::killAnExecutor);
      killer.setDaemon(true);
      killer.start();
    }
  }

  /** A little later, so that the next round is under way. */
  private static void killAnExecutor() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    ProcessHandle.current().children().findFirst().orElseThrow().destroyForcibly();
    System.out.println("KILLED");
  }
}
