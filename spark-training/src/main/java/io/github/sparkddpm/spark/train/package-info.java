/**
 * Training on Spark: the driver starts one job, whose task trains on an executor, resumes from and
 * writes the run's checkpoints, and reports as it goes.
 *
 * <p>It may import core and every other package of {@code spark} but {@code sample}, {@code
 * evaluate} and {@code source}. Start reading at {@link
 * io.github.sparkddpm.spark.train.DistributedTrainer}, then {@code TrainingTask} and {@code
 * TrainingLoop}.
 */
package io.github.sparkddpm.spark.train;
