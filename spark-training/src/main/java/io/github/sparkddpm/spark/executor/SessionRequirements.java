package io.github.sparkddpm.spark.executor;

import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Settings of Spark that jobs depend on, and that cannot be changed once it runs. */
public final class SessionRequirements {

  public static final String SERIALIZER = "spark.serializer";
  public static final String JAVA_SERIALIZER = "org.apache.spark.serializer.JavaSerializer";

  private static final String DYNAMIC_ALLOCATION = "spark.dynamicAllocation.enabled";

  private static final String PLUGINS = "spark.plugins";

  private SessionRequirements() {}

  /**
   * Ensures that tasks can tell the driver what they do.
   *
   * @throws SparkSettingException if the session was made without the plugin
   */
  public static void requirePlugin(SparkContext context) {
    String plugins = context.getConf().get(PLUGINS, "");
    if (!Arrays.asList(plugins.split("\\s*,\\s*")).contains(EventPlugin.class.getName())) {
      throw new SparkSettingException(
          "The Spark session lacks the plugin that reports progress: set %s=%s before it is made"
              .formatted(PLUGINS, EventPlugin.class.getName()));
    }
  }

  /**
   * Ensures that tasks, their results and broadcasts travel by Java's serialization.
   *
   * @throws SparkSettingException if not: Spark's Kryo cannot write records
   */
  public static void requireJavaSerialization(SparkContext context) {
    if (!hasJavaSerialization(context.getConf())) {
      throw new SparkSettingException(
          "%s is %s, which cannot write what tasks exchange: start Spark without it, or with %s"
              .formatted(SERIALIZER, context.getConf().get(SERIALIZER), JAVA_SERIALIZER));
    }
  }

  /** Returns whether Spark uses Java's serialization for objects other than rows of SQL. */
  public static boolean hasJavaSerialization(SparkConf conf) {
    return conf.get(SERIALIZER, JAVA_SERIALIZER).equals(JAVA_SERIALIZER);
  }

  /**
   * Ensures that executors stay while nothing runs on them, and can all be held by one stage.
   *
   * @throws SparkSettingException if not
   */
  public static void requireFixedExecutors(SparkContext context) {
    if (isDynamic(context.getConf())) {
      throw new SparkSettingException(
          "%s is true, but a training holds its executors from start to end: start Spark with %s = false and spark.executor.instances"
              .formatted(DYNAMIC_ALLOCATION, DYNAMIC_ALLOCATION));
    }
  }

  /**
   * Returns whether Spark adds and removes executors by the number of tasks; never in local mode.
   */
  public static boolean isDynamic(SparkConf conf) {
    String master = conf.get("spark.master", "");
    return conf.getBoolean(DYNAMIC_ALLOCATION, false)
        && !master.equals("local")
        && !master.startsWith("local[");
  }
}
