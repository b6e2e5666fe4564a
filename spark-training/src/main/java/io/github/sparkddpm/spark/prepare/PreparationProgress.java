package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.executor.JobProgress;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * The progress of a preparation.
 *
 * @param stage the stage it is at
 * @param done images of this stage that are done
 * @param total images of this stage
 */
public record PreparationProgress(Stage stage, long done, long total) {

  /**
   * The stages of a preparation, in this order. If the dataset may be there already, it consists of
   * the last one alone.
   */
  public enum Stage {
    DECODING,
    WRITING,
    COMPARING;

    /** Tells the listener that the stage begins, and returns what its tasks report to. */
    JobProgress begin(SparkSession spark, long total, Consumer<PreparationProgress> listener) {
      listener.accept(new PreparationProgress(this, 0, total));
      return new JobProgress(
          spark, done -> listener.accept(new PreparationProgress(this, done, total)));
    }
  }
}
