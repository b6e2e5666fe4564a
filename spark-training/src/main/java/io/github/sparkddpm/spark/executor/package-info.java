/**
 * Services that tasks of any kind need on an executor: the engine, its GPU and native threads, and
 * a channel to the driver.
 *
 * <p>It may import {@code engine} and {@code host} of core, and no other package of {@code spark}.
 * Start reading at {@link io.github.sparkddpm.spark.executor.CoreShare}, which a task opens to
 * compute, and {@link io.github.sparkddpm.spark.executor.EventChannel}.
 */
package io.github.sparkddpm.spark.executor;
