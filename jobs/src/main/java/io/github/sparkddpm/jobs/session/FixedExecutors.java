package io.github.sparkddpm.jobs.session;

import io.github.sparkddpm.jobs.config.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executors of a training on a site that allocates them dynamically.
 *
 * <p>All workers of a training run at once from its start to its end. Spark 3.5 refuses to combine
 * that with dynamic allocation (SPARK-24942), so a fixed number takes its place.
 *
 * @param site what the site and the user have set
 * @param workers how many the configuration asks for, 0 for any number
 */
record FixedExecutors(SparkConf site, int workers) {

  private static final Logger LOG = LoggerFactory.getLogger(FixedExecutors.class);
  private static final String DYNAMIC = "spark.dynamicAllocation.";
  private static final String ENABLED = DYNAMIC + "enabled";
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
    LOG.warn(
        "{} is switched off, for a training holds its executors from start to end: {} = {}, from {}",
        ENABLED,
        INSTANCES,
        wanted.executors(),
        wanted.origin());
    Map<String, String> settings = new HashMap<>();
    settings.put(ENABLED, "false");
    settings.put(INSTANCES, Integer.toString(wanted.executors()));
    if (site.get("spark.master", "").startsWith("spark://")
        && site.contains(CORES)
        && !site.contains(MOST_CORES)) {
      // A standalone cluster does not look at instances and would give all that it has.
      settings.put(
          MOST_CORES,
          Integer.toString(Math.multiplyExact(wanted.executors(), site.getInt(CORES, 1))));
    }
    return settings;
  }

  private Wanted wanted() {
    return workers > 0
        ? new Wanted("training.workers", workers)
        : Stream.of(
                INSTANCES,
                DYNAMIC + "initialExecutors",
                DYNAMIC + "minExecutors",
                DYNAMIC + "maxExecutors")
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
