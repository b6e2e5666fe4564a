/**
 * Raw images from wherever they lie, one after the other, for {@code prepare}.
 *
 * <p>It may import {@code data}, {@code data.image} and {@code settings} of core, {@code
 * spark.storage}, and its own rooms {@code files}, {@code parquet}, {@code archive} and {@code
 * table}. Start reading at {@link io.github.sparkddpm.spark.source.RawSource}, then {@link
 * io.github.sparkddpm.spark.source.SourceOptions}.
 */
package io.github.sparkddpm.spark.source;
