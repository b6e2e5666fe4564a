/**
 * Images and classes in columns of Parquet files. Footers are compared with their files first,
 * because Parquet takes memory for whatever they claim.
 *
 * <p>It may import {@code data} of core, {@code spark.storage} and {@code spark.source.files}.
 * Start reading at {@link io.github.sparkddpm.spark.source.parquet.ParquetRowGroups}.
 */
package io.github.sparkddpm.spark.source.parquet;
