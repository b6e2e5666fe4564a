package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.spark.api.TrainingMaster;

/** One of DL4J's modes of training on Spark. */
interface Dl4jMaster {

  /** Returns DL4J's training master; one for a whole run. */
  TrainingMaster<?, ?> master();

  /** Prepares for a round; called when executors begin it. */
  void roundBegins();

  /**
   * Waits for messages of a finished round that are still under way.
   *
   * @param parts parts of batches that were trained
   * @throws RoundFailedException if some of it was lost
   */
  void settle(int parts);

  /** Returns whether a part may be trained again after an executor was lost. */
  boolean canRepeat();

  /**
   * Returns the factor for the learning rate that DL4J gets, so that its steps have the learning
   * rate of the configuration.
   */
  double rateScale();

  /** Ends the run. */
  void close();
}
