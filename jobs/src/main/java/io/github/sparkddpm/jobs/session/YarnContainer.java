package io.github.sparkddpm.jobs.session;

import java.lang.reflect.Constructor;
import org.apache.spark.SparkUserAppException;

/** A driver of cluster mode on YARN, to which an exception alone tells a status. */
public final class YarnContainer {

  private YarnContainer() {}

  /** Returns whether this process is one. */
  public static boolean isThis() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /**
   * Returns the exception that tells Spark the status of a verb that failed.
   *
   * @param status other than 0
   */
  public static SparkUserAppException failure(int status) {
    // Since Spark 4.1 it takes a cause besides.
    Constructor<?> constructor = SparkUserAppException.class.getConstructors()[0];
    Object[] arguments = new Object[constructor.getParameterCount()];
    arguments[0] = status;
    try {
      return (SparkUserAppException) constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Spark cannot be told status " + status, e);
    }
  }
}
