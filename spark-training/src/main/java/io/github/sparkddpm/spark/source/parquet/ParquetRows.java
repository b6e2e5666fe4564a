package io.github.sparkddpm.spark.source.parquet;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;

/** Opens Parquet files for reading row by row: one row group is in memory at a time. */
public final class ParquetRows {

  private ParquetRows() {}

  /** Returns all rows with all columns. */
  public static ParquetReader<Group> all(Path file, Configuration hadoop) throws IOException {
    return builder(HadoopInputFile.fromPath(file, hadoop), schema -> schema)
        .withConf(hadoop)
        .build();
  }

  static ParquetReader.Builder<Group> builder(InputFile file, ParquetProjection columns) {
    return new ParquetReader.Builder<>(file) {
      @Override
      protected ReadSupport<Group> getReadSupport() {
        return new Projecting(columns);
      }
    };
  }

  /**
   * A reader that does not pass the columns on as text, unlike Parquet's own. Not all names survive
   * that.
   */
  private static final class Projecting extends GroupReadSupport {

    private final ParquetProjection columns;

    Projecting(ParquetProjection columns) {
      this.columns = columns;
    }

    @Override
    public ReadContext init(InitContext file) {
      return new ReadContext(columns.of(file.getFileSchema()));
    }
  }
}
