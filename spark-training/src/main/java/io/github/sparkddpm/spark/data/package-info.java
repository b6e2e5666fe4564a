/**
 * Preparing datasets on Spark, and reading them: shards in Parquet, a manifest, a preview and a
 * list of unusable images.
 *
 * <p>It may import {@code spark.source}, whose images it prepares, {@code spark.storage}, {@code
 * spark.executor} and core, but neither {@code jobs} nor what uses a dataset.
 *
 * <p>Start reading at {@link io.github.sparkddpm.spark.data.DatasetPreparer}, which writes a
 * dataset, and {@link io.github.sparkddpm.spark.data.PreparedDataset}, which reads one.
 */
package io.github.sparkddpm.spark.data;
