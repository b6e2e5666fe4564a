package io.github.sparkddpm.jobs;

/** Lets the verbs that a test calls run Spark in this process, until it is closed. */
final class SparkHere implements AutoCloseable {

  private static final String MASTER = "spark.master";
  private static final String UI = "spark.ui.enabled";

  /**
   * Sets the properties.
   *
   * @param master such as local[1]
   */
  SparkHere(String master) {
    System.setProperty(MASTER, master);
    System.setProperty(UI, "false");
  }

  @Override
  public void close() {
    System.clearProperty(MASTER);
    System.clearProperty(UI);
  }
}
