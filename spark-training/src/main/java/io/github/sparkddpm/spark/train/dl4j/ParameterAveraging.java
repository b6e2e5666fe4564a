package io.github.sparkddpm.spark.train.dl4j;

import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;

/**
 * The mode of parameter averaging: parameters and Adam's state of all workers are averaged at the
 * end of a round.
 */
final class ParameterAveraging implements Dl4jMaster {

  private final ParameterAveragingTrainingMaster master;

  /**
   * Creates the mode.
   *
   * @param partSize images of a part of a batch
   * @param period steps of a round
   */
  ParameterAveraging(int workers, int partSize, int period) {
    master =
        new ParameterAveragingTrainingMaster.Builder(workers, partSize)
            .batchSizePerWorker(partSize)
            .averagingFrequency(period)
            .saveUpdater(true)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .repartionData(Repartition.Never)
            // Cached paths would be handed on without the executor being made ready for the round.
            .storageLevelStreams(null)
            .build();
  }

  @Override
  public TrainingMaster<?, ?> master() {
    return master;
  }

  @Override
  public void roundBegins() {}

  /** Does nothing: the averages come with the result of Spark's job. */
  @Override
  public void settle(int parts) {}

  /** Returns true: from the same parameters, with the same noise, a part gives the same result. */
  @Override
  public boolean canRepeat() {
    return true;
  }

  @Override
  public double rateScale() {
    return 1;
  }

  @Override
  public void close() {}
}
