package io.github.sparkddpm.spark.source.parquet;

import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/** The row groups of a source's Parquet files, gathered from their footers. */
public final class ParquetRowGroups {

  private final ParquetImages images;
  private final ParquetLabels labels;
  private final List<ParquetSplit> splits = new ArrayList<>();
  private int rows;

  public ParquetRowGroups(ParquetImages images, ParquetLabels labels) {
    this.images = images;
    this.labels = labels;
  }

  /**
   * A file whose footer is read.
   *
   * @param name its path below the source's
   * @param columns that are read of it
   * @param texts that are labels in it
   */
  public record Opened(
      Path path,
      String name,
      ParquetFile file,
      ParquetMetadata footer,
      Set<String> columns,
      Set<String> texts) {}

  /**
   * Opens a file; may be called by several threads.
   *
   * @param name its path below the source's
   * @throws IllegalArgumentException if it is damaged, or its columns are not those that are wanted
   */
  public Opened open(Path path, String name, Configuration hadoop) throws IOException {
    ParquetFile file = new ParquetFile(path, hadoop);
    ParquetMetadata footer = file.footer();
    Set<String> columns = columns(footer.getFileMetaData().getSchema(), file, name);
    ParquetCodecs.require(footer, columns, file);
    ParquetFooter.requireWithin(footer, columns, file);
    return new Opened(path, name, file, footer, columns, labels.texts(file, name, footer));
  }

  /**
   * Takes in a file.
   *
   * @return the number of its rows
   * @throws IllegalArgumentException if its labels are of another kind than those of others
   */
  public int add(Opened opened) {
    labels.add(opened);
    int first = rows;
    for (BlockMetaData block : opened.footer().getBlocks()) {
      int count = Math.toIntExact(block.getRowCount());
      if (count > 0) {
        splits.add(split(opened.path(), opened.name(), rows - first, block, opened.columns()));
      }
      rows = Math.addExact(rows, count);
    }
    return rows - first;
  }

  private Set<String> columns(MessageType schema, ParquetFile file, String name) {
    Set<String> columns = new LinkedHashSet<>();
    columns.add(images.in(schema, file).getName());
    labels.projection(schema, file, name).ifPresent(label -> columns.add(label.getName()));
    return columns;
  }

  private ParquetSplit split(
      Path path, String name, int firstRow, BlockMetaData block, Set<String> columns) {
    return new ParquetSplit(
        path.toString(),
        name,
        block.getStartingPos(),
        block.getStartingPos() + Math.max(1, block.getCompressedSize()),
        firstRow,
        rows,
        Math.toIntExact(block.getRowCount()),
        images,
        columns,
        new RowLabel.Same(-1));
  }

  public int rows() {
    return rows;
  }

  public List<String> classNames() {
    return labels.names();
  }

  /** Returns them with their labels, once all files have been taken in. */
  public List<SourceSplit> splits() {
    return splits.stream().map(split -> (SourceSplit) split.with(labels.of(split.name()))).toList();
  }
}
