/**
 * The files of sources: folders on local disks and elsewhere, what is passed over in them, and the
 * entries that are read from a file.
 *
 * <p>It may import {@code data} of core and {@code spark.storage}. Start reading at {@link
 * io.github.sparkddpm.spark.source.files.SourceFolder}, then {@link
 * io.github.sparkddpm.spark.source.files.SourceSplit}.
 */
package io.github.sparkddpm.spark.source.files;
