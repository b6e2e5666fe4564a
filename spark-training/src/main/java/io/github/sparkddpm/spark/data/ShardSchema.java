package io.github.sparkddpm.spark.data;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a shard. */
public final class ShardSchema {

  /** The size of a row group, which a task holds in memory while it writes. */
  public static final long ROW_GROUP_BYTES = 16L << 20;

  public static final String ID = "id";
  public static final String LABEL = "label";
  public static final String IMAGE = "image";

  public static final MessageType TYPE =
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
