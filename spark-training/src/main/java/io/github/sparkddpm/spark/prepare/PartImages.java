package io.github.sparkddpm.spark.prepare;

import java.io.Serializable;

/**
 * The progress of one task.
 *
 * @param part the task's index
 * @param done images that it has processed
 */
record PartImages(int part, long done) implements Serializable {}
