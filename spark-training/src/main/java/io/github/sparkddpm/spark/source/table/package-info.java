/**
 * Tables and queries of Spark SQL as sources: their rows in a stated order, and the images in them.
 *
 * <p>It may import {@code data} of core, {@code spark.storage} and {@code source.files}. Start
 * reading at {@link io.github.sparkddpm.spark.source.table.TableQuery}, then {@link
 * io.github.sparkddpm.spark.source.table.TableRows}.
 */
package io.github.sparkddpm.spark.source.table;
