/**
 * Samples as they are stored: a folder of images of one kind, in units that are whole or not there.
 *
 * <p>It may import core, {@code spark.data} and {@code spark.storage}, but not what draws samples.
 * Start reading at {@link io.github.sparkddpm.spark.sample.files.SamplesFolder}, then {@link
 * io.github.sparkddpm.spark.sample.files.StoredSamples}.
 */
package io.github.sparkddpm.spark.sample.files;
