package io.github.sparkddpm.jobs.session;

import io.github.sparkddpm.spark.executor.EventPlugin;
import io.github.sparkddpm.spark.executor.SessionRequirements;
import io.github.sparkddpm.spark.train.TrainingConfig;
import io.github.sparkddpm.spark.train.TrainingMetricsPlugin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** Opens the Spark session of a verb. */
public final class SessionSettings {

  private static final Logger LOG = LoggerFactory.getLogger(SessionSettings.class);
  private static final String PLUGINS = "spark.plugins";

  /** Devices that tasks ask for: a local master has none, so tasks would wait without end. */
  private static final Pattern RESOURCES =
      Pattern.compile("spark\\.(driver|executor|task)\\.resource\\..*");

  private SessionSettings() {}

  /**
   * Makes the session of a verb.
   *
   * @param name what Spark calls the application
   * @param training for a verb that trains: what the configuration asks for
   * @throws io.github.sparkddpm.spark.executor.SparkSettingException if Spark runs already, with
   *     settings under which the verb would fail
   * @throws io.github.sparkddpm.jobs.config.ConfigurationException if the verb trains and nothing
   *     tells how many executors it shall have
   */
  public static SparkSession open(String name, Optional<TrainingConfig> training) {
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    SparkConf site = new SparkConf();
    of(site, training).forEach(builder::config);
    SparkSession session = builder.getOrCreate();
    SessionRequirements.requireJavaSerialization(session.sparkContext());
    // Spark reads this setting late, when a wrong value would look like bad input.
    session.sparkContext().defaultParallelism();
    if (training.isPresent()) {
      SessionRequirements.requireFixedExecutors(session.sparkContext());
    }
    fixedExecutors(site, training).ifPresent(fixed -> fixed.askForMore(session.sparkContext()));
    return session;
  }

  /**
   * Makes the session of a dry run. All of it is in this process: it takes no executors and no GPUs
   * from a cluster, and writes no event log.
   *
   * @param name what Spark calls the application
   */
  public static SparkSession onDriver(String name) {
    SparkConf conf = new SparkConf().setAppName(name);
    of(conf, Optional.empty()).forEach(conf::set);
    Arrays.stream(conf.getAll())
        .map(Tuple2::_1)
        .filter(key -> RESOURCES.matcher(key).matches())
        .forEach(conf::remove);
    conf.set("spark.master", "local[*]")
        .set("spark.ui.enabled", "false")
        .set("spark.eventLog.enabled", "false");
    SparkContext.getOrCreate(conf);
    return SparkSession.builder().getOrCreate();
  }

  /** Returns the properties to set, beside those that the site and the user have set. */
  static Map<String, String> of(SparkConf site, Optional<TrainingConfig> training) {
    Map<String, String> settings = new HashMap<>();
    settings.put(PLUGINS, plugins(site));
    settings.putAll(ExecutorLosses.settings(site, training.isPresent()));
    if (!SessionRequirements.hasJavaSerialization(site)) {
      settings.put(SessionRequirements.SERIALIZER, SessionRequirements.JAVA_SERIALIZER);
      LOG.info(
          "{} is set to {} instead of {}, which cannot write what tasks exchange",
          SessionRequirements.SERIALIZER,
          SessionRequirements.JAVA_SERIALIZER,
          site.get(SessionRequirements.SERIALIZER));
    }
    fixedExecutors(site, training).ifPresent(fixed -> settings.putAll(fixed.settings()));
    return settings;
  }

  private static Optional<FixedExecutors> fixedExecutors(
      SparkConf site, Optional<TrainingConfig> training) {
    return training
        .filter(any -> SessionRequirements.isDynamic(site))
        .map(wanted -> new FixedExecutors(site, wanted));
  }

  private static String plugins(SparkConf site) {
    String ours = EventPlugin.class.getName() + "," + TrainingMetricsPlugin.class.getName();
    String theirs = site.get(PLUGINS, "");
    return theirs.isEmpty() ? ours : theirs + "," + ours;
  }
}
