/**
 * Training with exact gradients: every worker has a replica of the network and a part of every
 * batch, and each step's gradient is summed over all workers.
 *
 * <p>The driver starts one Spark job an attempt, with a task for each replica. If an attempt fails,
 * another one starts from the newest good checkpoint.
 *
 * <p>It may import {@code spark.train}, and what that may. Start reading at {@link
 * io.github.sparkddpm.spark.train.allreduce.AllReduceCombiner}, then {@code TrainingTask}, {@code
 * Replica} and {@code TrainingLoop}.
 */
package io.github.sparkddpm.spark.train.allreduce;
