/**
 * Prepared datasets as they are stored, and how they are read: shards in Parquet and a manifest.
 *
 * <p>It may import core and {@code spark.storage}, but neither what prepares a dataset nor what
 * uses one. Start reading at {@link io.github.sparkddpm.spark.data.PreparedDataset}, then {@link
 * io.github.sparkddpm.spark.data.DatasetManifest}.
 */
package io.github.sparkddpm.spark.data;
