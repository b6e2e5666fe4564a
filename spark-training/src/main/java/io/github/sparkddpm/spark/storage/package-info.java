/**
 * Files of runs and datasets on any Hadoop file system or object store: folders, checkpoints, and
 * the lock of a run.
 *
 * <p>A file appears whole under its name or not at all: a rename ensures that on disks and HDFS,
 * closing the stream on object stores. This package may import core and no other package of {@code
 * spark}.
 *
 * <p>Start reading at {@link io.github.sparkddpm.spark.storage.RunFolder}, the layout of a run,
 * then {@link io.github.sparkddpm.spark.storage.OutputFolder} and {@link
 * io.github.sparkddpm.spark.storage.RunLock}.
 */
package io.github.sparkddpm.spark.storage;
