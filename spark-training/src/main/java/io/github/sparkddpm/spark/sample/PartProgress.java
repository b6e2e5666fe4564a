package io.github.sparkddpm.spark.sample;

import java.io.Serializable;

/**
 * How far one task is.
 *
 * @param part the task's index
 * @param done reverse steps taken, of all its images together
 */
record PartProgress(int part, long done) implements Serializable {}
