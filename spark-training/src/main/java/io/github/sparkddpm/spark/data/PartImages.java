package io.github.sparkddpm.spark.data;

import java.io.Serializable;

/**
 * How far one task is.
 *
 * @param part the task's index
 * @param done images that it has worked off
 */
record PartImages(int part, long done) implements Serializable {}
