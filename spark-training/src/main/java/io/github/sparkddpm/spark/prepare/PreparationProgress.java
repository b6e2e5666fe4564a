package io.github.sparkddpm.spark.prepare;

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
    COMPARING
  }
}
