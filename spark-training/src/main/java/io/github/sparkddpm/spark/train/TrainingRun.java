package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.evaluate.ImageJudge;
import io.github.sparkddpm.spark.storage.RunRecord;
import java.io.Serializable;

/**
 * A run: what to do, with which images, and where its results go; travels to executors.
 *
 * @param output qualified path of the run's folder
 * @param record kept in the folder and in every checkpoint
 * @param judge of its samples; null if they are not judged
 */
public record TrainingRun(
    TrainingPlan plan, PreparedDataset dataset, String output, RunRecord record, ImageJudge judge)
    implements Serializable {

  /** Creates a run whose samples are not judged. */
  public TrainingRun(TrainingPlan plan, PreparedDataset dataset, String output, RunRecord record) {
    this(plan, dataset, output, record, null);
  }

  /** Returns the same run with a judge of its samples. */
  public TrainingRun judgedBy(ImageJudge other) {
    return new TrainingRun(plan, dataset, output, record, other);
  }

  /** Returns the same run with the engine that was chosen, which its record then names. */
  TrainingRun computedBy(EngineConfig chosen) {
    return new TrainingRun(
        plan.computedBy(chosen), dataset, output, record.computedBy(chosen.description()), judge);
  }

  /** Returns the same run with another record. */
  TrainingRun recordedAs(RunRecord other) {
    return new TrainingRun(plan, dataset, output, other, judge);
  }

  /** Returns whether the run began with weights that were trained before. */
  public boolean hasParent() {
    return !record.provenance().parent().isEmpty();
  }
}
