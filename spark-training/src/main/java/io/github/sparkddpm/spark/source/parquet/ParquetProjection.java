package io.github.sparkddpm.spark.source.parquet;

import org.apache.parquet.schema.MessageType;

/** The columns to be read of a file. */
@FunctionalInterface
interface ParquetProjection {

  /** Returns the columns as a part of the file's schema. */
  MessageType of(MessageType schema);
}
