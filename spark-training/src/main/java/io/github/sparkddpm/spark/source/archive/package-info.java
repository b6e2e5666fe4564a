/**
 * Tars and zips of images, whole shards read as streams. Nothing is unpacked onto a disk, so the
 * paths that members claim are mere names.
 *
 * <p>It may import {@code data} of core, {@code spark.storage} and {@code spark.source.files}.
 * Start reading at {@link io.github.sparkddpm.spark.source.archive.ArchiveListing}, then {@code
 * TarSamples} and {@code ZipImages}.
 */
package io.github.sparkddpm.spark.source.archive;
