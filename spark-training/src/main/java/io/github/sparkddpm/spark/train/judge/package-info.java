/**
 * Judging a network while it trains: its loss on held-out images, and the samples that it draws.
 *
 * <p>The replicas share the work between two steps, with networks beside the one that is trained,
 * and each knows the results of all. Training does not depend on them, unless it is to end by
 * patience.
 *
 * <p>Start reading at {@link io.github.sparkddpm.spark.train.judge.RunJudge}.
 */
package io.github.sparkddpm.spark.train.judge;
