/**
 * The events that a run tells the driver while it trains, and the files that keep them: the run's
 * metrics and its attempts.
 *
 * <p>It may import core's {@code training} and {@code spark.storage}. Start reading at {@link
 * io.github.sparkddpm.spark.train.events.TrainingEvent}, then {@link
 * io.github.sparkddpm.spark.train.events.MetricsLog}.
 */
package io.github.sparkddpm.spark.train.events;
