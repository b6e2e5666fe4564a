package io.github.sparkddpm.spark.executor;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Settings of Spark that jobs depend on, and that cannot be changed once it runs. */
public final class SessionRequirements {

  public static final String SERIALIZER = "spark.serializer";
  public static final String JAVA_SERIALIZER = "org.apache.spark.serializer.JavaSerializer";

  private static final String DYNAMIC_ALLOCATION = "spark.dynamicAllocation.enabled";

  private SessionRequirements() {}

  /**
   * Makes sure that tasks, their results and broadcasts travel by Java's serialization.
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

  /** Whether Spark uses Java's serialization for what is not rows of SQL. */
  public static boolean hasJavaSerialization(SparkConf conf) {
    return conf.get(SERIALIZER, JAVA_SERIALIZER).equals(JAVA_SERIALIZER);
  }

  /**
   * Makes sure that executors stay while nothing runs on them, and can all be held by one stage.
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

  /** Whether Spark adds and removes executors by what there is to do; in local mode it has none. */
  public static boolean isDynamic(SparkConf conf) {
    String master = conf.get("spark.master", "");
    return conf.getBoolean(DYNAMIC_ALLOCATION, false)
        && !master.equals("local")
        && !master.startsWith("local[");
  }
}
