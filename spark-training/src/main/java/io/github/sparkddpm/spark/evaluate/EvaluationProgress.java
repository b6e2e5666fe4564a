package io.github.sparkddpm.spark.evaluate;

/**
 * How far a stage of the evaluation is.
 *
 * @param stage what is done, such as "Bound"
 * @param done units done, over all tasks
 * @param total units in all
 * @param unit what is counted, such as "terms"
 */
public record EvaluationProgress(String stage, long done, long total, String unit) {}
