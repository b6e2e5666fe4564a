package io.github.sparkddpm.spark.data;

/**
 * How far a preparation is.
 *
 * @param stage what it is doing
 * @param done images of this stage that are done
 * @param total images of this stage
 */
public record PreparationProgress(Stage stage, long done, long total) {

  /** What a preparation does, in this order; the last alone if the dataset may be there already. */
  public enum Stage {
    DECODING,
    WRITING,
    COMPARING
  }
}
