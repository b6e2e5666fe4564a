/**
 * Training on Spark: the driver starts one job, whose task trains on an executor, resumes from and
 * writes the run's checkpoints, and reports as it goes.
 */
package io.github.sparkddpm.spark.train;
