package io.github.sparkddpm.spark.data;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a shard. */
final class ShardSchema {

  static final String ID = "id";
  static final String LABEL = "label";
  static final String IMAGE = "image";

  private ShardSchema() {}

  static StructType sparkType() {
    return new StructType()
        .add(ID, DataTypes.LongType, false)
        .add(LABEL, DataTypes.IntegerType, true)
        .add(IMAGE, DataTypes.BinaryType, false);
  }
}
