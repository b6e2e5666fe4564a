package io.github.sparkddpm.jobs.session;

import io.github.sparkddpm.jobs.config.ConfigurationException;
import io.github.sparkddpm.spark.train.CombineMode;
import io.github.sparkddpm.spark.train.TrainingConfig;
import io.github.sparkddpm.spark.train.WorkerCount;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executors of a training on a site that allocates them dynamically.
 *
 * <p>All workers of a training run at once. Spark refuses to combine that with dynamic allocation
 * (SPARK-24942), so a fixed number takes its place. If the number of workers may grow, Spark is
 * then asked for as many as the site allows, and those that come later are taken up.
 *
 * @param site what the site and the user have set
 * @param training what the configuration asks for
 */
record FixedExecutors(SparkConf site, TrainingConfig training) {

  private static final Logger LOG = LoggerFactory.getLogger(FixedExecutors.class);
  private static final String DYNAMIC = "spark.dynamicAllocation.";
  private static final String ENABLED = DYNAMIC + "enabled";
  private static final String INITIAL = DYNAMIC + "initialExecutors";
  private static final String LEAST = DYNAMIC + "minExecutors";
  private static final String MOST = DYNAMIC + "maxExecutors";
  private static final String INSTANCES = "spark.executor.instances";
  private static final String CORES = "spark.executor.cores";
  private static final String MOST_CORES = "spark.cores.max";

  /**
   * The number of executors to ask for.
   *
   * @param origin the key that says so
   */
  private record Wanted(String origin, int executors) {}

  /**
   * Returns the properties to set, and logs a warning about them.
   *
   * @throws ConfigurationException if nothing tells how many executors there shall be
   */
  Map<String, String> settings() {
    Wanted wanted = wanted();
    OptionalInt more = more();
    LOG.warn(
        "{} is switched off, for a training holds its executors from start to end: {} = {}, from {}{}",
        ENABLED,
        INSTANCES,
        wanted.executors(),
        wanted.origin(),
        more.isPresent()
            ? "; Spark is asked for up to %s, and those that come later are taken up at a checkpoint"
                .formatted(more.getAsInt())
            : "");
    Map<String, String> settings = new HashMap<>();
    settings.put(ENABLED, "false");
    settings.put(INSTANCES, Integer.toString(wanted.executors()));
    if (site.get("spark.master", "").startsWith("spark://")
        && site.contains(CORES)
        && !site.contains(MOST_CORES)) {
      // A standalone cluster does not look at instances and would give all that it has.
      settings.put(
          MOST_CORES,
          Integer.toString(
              Math.multiplyExact(more.orElse(wanted.executors()), site.getInt(CORES, 1))));
    }
    return settings;
  }

  /** Asks Spark for the executors beyond those that training begins with, if there may be more. */
  void askForMore(SparkContext context) {
    more()
        .ifPresent(
            executors ->
                context.requestTotalExecutors(
                    executors, 0, scala.collection.immutable.Map$.MODULE$.empty()));
  }

  /** Returns how many executors there may be in the end, if they are more than at the beginning. */
  OptionalInt more() {
    Wanted wanted = wanted();
    boolean open =
        training.combining().workers().isAuto()
            && training.combining().combine() == CombineMode.ALL_REDUCE
            && !wanted.origin().equals(INSTANCES);
    int most =
        open ? Math.min(wanted(MOST).map(Wanted::executors).orElse(0), training.batchSize()) : 0;
    return most > wanted.executors() ? OptionalInt.of(most) : OptionalInt.empty();
  }

  private Wanted wanted() {
    WorkerCount workers = training.combining().workers();
    return !workers.isAuto()
        ? new Wanted("training.workers", workers.fixed())
        : Stream.of(INSTANCES, INITIAL, LEAST, MOST)
            .map(this::wanted)
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "%s = true, and nothing tells how many executors shall train: set training.workers, or %s"
                            .formatted(ENABLED, INSTANCES)));
  }

  private Optional<Wanted> wanted(String key) {
    int value = site.getInt(key, 0);
    return value > 0 && value < Integer.MAX_VALUE
        ? Optional.of(new Wanted(key, value))
        : Optional.empty();
  }
}
