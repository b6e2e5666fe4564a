/**
 * Samples in a table: which of them it holds, and how the others are added.
 *
 * <p>It may import core, its neighbour {@code files} and {@code spark.storage}. Start reading at
 * {@link io.github.sparkddpm.spark.sample.table.SampleTable}.
 */
package io.github.sparkddpm.spark.sample.table;
