package io.github.sparkddpm.spark.data;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a shard. */
final class ShardSchema {

  static final String ID = "id";
  static final String LABEL = "label";
  static final String IMAGE = "image";

  static final MessageType TYPE =
      MessageTypeParser.parseMessageType(
          """
          message shard {
            required int64 id;
            optional int32 label;
            required binary image;
          }
          """);

  private ShardSchema() {}
}
