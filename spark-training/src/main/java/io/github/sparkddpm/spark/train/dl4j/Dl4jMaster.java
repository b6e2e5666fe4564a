package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.spark.api.TrainingMaster;

/** One of DL4J's ways to train on Spark. */
interface Dl4jMaster {

  /** DL4J's part of it; one for a whole run. */
  TrainingMaster<?, ?> master();

  /** Called when executors begin a round. */
  void roundBegins();

  /**
   * Waits for what a finished round has left under way.
   *
   * @param parts parts of batches that were trained
   * @throws RoundFailedException if some of it was lost
   */
  void settle(int parts);

  /** Whether a part may be trained again after an executor was lost. */
  boolean canRepeat();

  /** What the learning rate has to be multiplied with so that it is that of the configuration. */
  double rateScale();

  /** Ends the run. */
  void close();
}
