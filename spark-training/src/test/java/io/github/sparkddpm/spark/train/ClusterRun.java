package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.executor.EventPlugin;
import io.github.sparkddpm.spark.train.combine.Combiners;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Advanced;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A driver in a process of its own, with executors in theirs: trains on all of them, and sends one
 * of them a signal, once or in each attempt.
 */
public final class ClusterRun {

  /** A property with the name of the engine, as the enum has it. */
  public static final String ENGINE = "spark.test.engine";

  /** A property with the restarts without a checkpoint in between, 3 unless it is set. */
  public static final String RESTARTS = "spark.test.restarts";

  /** A property, true if each attempt gets the signal. */
  public static final String EACH = "spark.test.each";

  private ClusterRun() {}

  /** Returns the arguments of {@link #main}. */
  public static List<String> arguments(
      String master,
      PreparedDataset dataset,
      Path output,
      int steps,
      int killAt,
      CombineMode mode,
      int round) {
    return List.of(
        master,
        dataset.folder(),
        output.toString(),
        Integer.toString(steps),
        Integer.toString(killAt),
        mode.name(),
        Integer.toString(round));
  }

  /**
   * Arguments: master, dataset, output, steps, the step to kill an executor at or 0, the way to
   * combine gradients, steps of a round; then, if it is not KILL, the signal, and properties of
   * Spark, each key=value.
   */
  public static void main(String[] arguments) throws IOException {
    long killAt = Long.parseLong(arguments[4]);
    List<String> more = List.of(arguments).subList(7, arguments.length);
    String signal = more.isEmpty() ? "KILL" : more.get(0);
    try (SparkSession spark =
        session(arguments[0], more.subList(Math.min(1, more.size()), more.size()))) {
      PreparedDataset dataset =
          PreparedDataset.open(arguments[1], spark.sparkContext().hadoopConfiguration());
      int round = Integer.parseInt(arguments[6]);
      Combining combining =
          new Combining(
              CombineMode.valueOf(arguments[5]),
              WorkerCount.AUTO,
              60,
              Integer.parseInt(spark.conf().get(RESTARTS, "3")),
              "0",
              new Combining.Rounds(round, round, 180, ""));
      TrainingPlan plan =
          TinyRun.computedBy(
              engine(spark), TinyRun.on(combining, TinyRun.plan(Long.parseLong(arguments[3]))));
      boolean each = Boolean.parseBoolean(spark.conf().get(EACH, "false"));
      boolean[] killed = new boolean[1];
      new DistributedTrainer(
              spark,
              Combiners::of,
              event -> {
                tell(event);
                killed[0] &= !(each && event instanceof Started);
                if (!killed[0] && killAt > 0 && event.step() >= killAt) {
                  killed[0] = true;
                  send(signal);
                }
              })
          .train(TinyRun.run(dataset, Path.of(arguments[2]), plan), TinyRun::decisive);
      System.out.println("finished");
    } catch (TrainingFailedException | DatasetException e) {
      System.out.println("failed: " + e.getMessage());
      System.exit(1);
    }
  }

  private static EngineConfig engine(SparkSession spark) {
    String name = spark.conf().get(ENGINE, EngineConfig.Name.AUTO.name());
    return new EngineConfig(
        EngineConfig.Name.valueOf(name), EngineConfig.Device.AUTO, EngineConfig.Precision.FLOAT32);
  }

  private static void tell(TrainingEvent event) {
    if (event instanceof Started started) {
      System.out.printf("started at %s on %s workers%n", started.step(), started.workers());
    } else if (!(event instanceof Advanced)) {
      System.out.printf("%s at %s%n", event.getClass().getSimpleName(), event.step());
    }
  }

  /**
   * Sends a signal to an executor, found as a child of the driver because a long command line
   * cannot be read.
   */
  private static void send(String signal) {
    long executor = ProcessHandle.current().children().findFirst().orElseThrow().pid();
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(executor)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    System.out.println("killed");
  }

  /** Opens a session with properties, each key=value. */
  public static SparkSession session(String master, List<String> properties) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("spark-ddpm cluster test")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", EventPlugin.class.getName())
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    for (String property : properties) {
      String[] pair = property.split("=", 2);
      builder.config(pair[0], pair[1]);
    }
    return builder.getOrCreate();
  }
}
