package io.github.sparkddpm.spark.source.archive;

import java.io.Serializable;

/**
 * One archive of a source.
 *
 * @param file its qualified path
 * @param name its path below the source's
 */
record Shard(String file, String name) implements Serializable {}
