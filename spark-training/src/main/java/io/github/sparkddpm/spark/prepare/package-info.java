/**
 * Preparing a dataset on Spark: raw images are decoded once, get their ids, and are written as
 * shards with a manifest, a preview and a list of unusable images.
 *
 * <p>It may import core and, of {@code spark}, {@code source}, {@code data}, {@code storage} and
 * {@code executor}. Start reading at {@link io.github.sparkddpm.spark.prepare.DatasetPreparer},
 * then {@code SourceScan} and {@code ShardWriter}.
 */
package io.github.sparkddpm.spark.prepare;
