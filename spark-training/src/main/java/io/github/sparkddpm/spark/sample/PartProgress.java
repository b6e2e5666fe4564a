package io.github.sparkddpm.spark.sample;

import java.io.Serializable;

/**
 * The progress of one task.
 *
 * @param part the task's index
 * @param done reverse steps taken, of all its images together
 */
record PartProgress(int part, long done) implements Serializable {}
