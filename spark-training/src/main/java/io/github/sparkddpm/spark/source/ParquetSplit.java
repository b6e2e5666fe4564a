package io.github.sparkddpm.spark.source;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * One row group of a Parquet file.
 *
 * @param from where in the file it begins
 * @param to where it ends
 * @param firstRow index in the file of its first row
 * @param projection the columns to be read, as Parquet writes a schema
 * @param classNames the names of the classes
 * @param textLabels whether labels are these names, not numbers
 */
record ParquetSplit(
    String file,
    long from,
    long to,
    int firstRow,
    int firstIndex,
    int count,
    ParquetColumns columns,
    String projection,
    List<String> classNames,
    boolean textLabels)
    implements SourceSplit {

  ParquetSplit withClasses(List<String> names, boolean texts) {
    return new ParquetSplit(
        file, from, to, firstRow, firstIndex, count, columns, projection, names, texts);
  }

  @Override
  public Entries open(Configuration hadoop) throws IOException {
    Path path = new Path(file);
    ParquetReader<Group> rows =
        ParquetRows.some(path, MessageTypeParser.parseMessageType(projection), from, to, hadoop);
    return new Entries() {
      private int row = firstRow;

      @Override
      public SourceEntry next() throws IOException {
        return columns.entry(read(rows), path.getName() + " row " + row++, classNames, textLabels);
      }

      @Override
      public void close() throws IOException {
        rows.close();
      }
    };
  }

  private Group read(ParquetReader<Group> rows) throws IOException {
    try {
      Group row = rows.read();
      if (row != null) {
        return row;
      }
    } catch (RuntimeException e) { // Parquet has no exception of its own for it.
      throw new IllegalArgumentException(
          "Bad Parquet file %s: %s; fetch the file again".formatted(file, e.getMessage()), e);
    }
    throw new IllegalArgumentException(
        "Bad Parquet file %s: a row group ends before its %s rows; fetch the file again"
            .formatted(file, count));
  }
}
