package io.github.sparkddpm.spark.source.parquet;

import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.schema.MessageType;

/**
 * One row group of a Parquet file.
 *
 * @param file its qualified path
 * @param name its path below the source's
 * @param from where in the file the row group begins
 * @param to where it ends
 * @param firstRow index in the file of its first row
 * @param columns that are read
 * @param label tells the classes of its rows
 */
record ParquetSplit(
    String file,
    String name,
    long from,
    long to,
    int firstRow,
    int firstIndex,
    int count,
    ParquetImages images,
    Set<String> columns,
    RowLabel label)
    implements SourceSplit {

  ParquetSplit with(RowLabel rowLabel) {
    return new ParquetSplit(
        file, name, from, to, firstRow, firstIndex, count, images, columns, rowLabel);
  }

  @Override
  public Entries open(Configuration hadoop) throws IOException {
    ParquetFile parquet = new ParquetFile(new Path(file), hadoop);
    ParquetReader<Group> rows = parquet.rows(schema -> projection(schema, parquet), from, to);
    return new Entries() {
      private int row = firstRow;

      @Override
      public SourceEntry next() throws IOException {
        String entry = name + " row " + row++;
        Group found = required(parquet, rows);
        return images.entry(found, entry, label.of(found, entry));
      }

      @Override
      public void close() throws IOException {
        rows.close();
      }
    };
  }

  private MessageType projection(MessageType schema, ParquetFile parquet) {
    return new MessageType(
        schema.getName(),
        columns.stream()
            .map(
                column ->
                    column.equals(images.column())
                        ? images.in(schema, parquet)
                        : schema.getType(column))
            .toList());
  }

  private Group required(ParquetFile parquet, ParquetReader<Group> rows) throws IOException {
    Group row = parquet.next(rows);
    if (row == null) {
      throw new IllegalArgumentException(
          "Bad Parquet file %s: a row group ends before its %s rows; fetch the file again"
              .formatted(parquet, count));
    }
    return row;
  }
}
