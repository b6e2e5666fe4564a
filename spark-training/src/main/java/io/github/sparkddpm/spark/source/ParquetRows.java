package io.github.sparkddpm.spark.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/** Opens Parquet files for reading row by row: one row group is in memory at a time. */
public final class ParquetRows {

  private ParquetRows() {}

  /** All rows with all columns. */
  public static ParquetReader<Group> all(Path file, Configuration hadoop) throws IOException {
    return new Rows(HadoopInputFile.fromPath(file, hadoop)).withConf(hadoop).build();
  }

  /** The rows of the row groups whose middle is in [from, to), with some of the columns. */
  static ParquetReader<Group> some(
      Path file, MessageType columns, long from, long to, Configuration hadoop) throws IOException {
    Configuration projecting = new Configuration(hadoop);
    projecting.set(ReadSupport.PARQUET_READ_SCHEMA, columns.toString());
    return new Rows(HadoopInputFile.fromPath(file, projecting))
        .withConf(projecting)
        .withFileRange(from, to)
        .build();
  }

  private static final class Rows extends ParquetReader.Builder<Group> {

    Rows(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
