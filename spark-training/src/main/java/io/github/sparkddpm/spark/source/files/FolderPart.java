package io.github.sparkddpm.spark.source.files;

import java.io.Serializable;

/**
 * A part of a folder that one task looks through.
 *
 * @param path the qualified path of the folder or of one below it
 * @param recursive whether the folders in it belong to the part
 */
record FolderPart(String path, boolean recursive) implements Serializable {}
