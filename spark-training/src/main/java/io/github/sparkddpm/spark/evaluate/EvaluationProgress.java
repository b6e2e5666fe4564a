package io.github.sparkddpm.spark.evaluate;

/**
 * The progress of one stage of the evaluation.
 *
 * @param stage the stage's name, such as "Bound"
 * @param done units done, over all tasks
 * @param total units in all
 * @param unit the unit counted, such as "terms"
 */
public record EvaluationProgress(String stage, long done, long total, String unit) {}
