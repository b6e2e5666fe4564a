package io.github.sparkddpm.spark.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet files with an image a row.
 *
 * @param location a file, or a folder: all {@code *.parquet} in it and the folders in it
 * @param imageColumn the images' files, as bytes or as a struct {bytes, path}
 * @param labelColumn their classes, as whole numbers or texts, if there are any
 */
public record ParquetSource(String location, String imageColumn, Optional<String> labelColumn)
    implements RawSource {

  static boolean isParquet(Path file) {
    return file.getName().endsWith(".parquet");
  }

  @Override
  public Listing list(Configuration hadoop) throws IOException {
    FileStatus root = Paths.status(Paths.qualified(location, hadoop), hadoop);
    List<Path> files =
        Paths.files(root.getPath(), hadoop).stream()
            .map(FileStatus::getPath)
            .filter(file -> root.isFile() || isParquet(file))
            .toList();
    ParquetColumns columns = new ParquetColumns(imageColumn, labelColumn.orElse(null));
    ParquetLabels labels = new ParquetLabels(columns);
    List<ParquetSplit> rowGroups = new ArrayList<>();
    int rows = 0;
    for (Path file : files) {
      ParquetMetadata footer = footer(file, hadoop);
      MessageType schema = footer.getFileMetaData().getSchema();
      MessageType projection = columns.projection(schema, file.toString());
      int first = rows;
      for (BlockMetaData block : footer.getBlocks()) {
        rowGroups.add(rowGroup(file, rows, rows - first, block, columns, projection));
        rows = Math.addExact(rows, Math.toIntExact(block.getRowCount()));
      }
      labels.add(file, footer, hadoop);
    }
    if (rows == 0) {
      throw new IllegalArgumentException(
          "No rows in the Parquet files of %s: correct data.source-images"
              .formatted(root.getPath()));
    }
    List<String> names = labels.names();
    return new Listing(
        SourceFormat.PARQUET,
        root.getPath().getName(),
        String.format(Locale.ROOT, "%,d rows in %,d files", rows, files.size()),
        names,
        rows,
        rowGroups.stream()
            .filter(split -> split.count() > 0)
            .map(split -> (SourceSplit) split.withClasses(names, labels.areTexts()))
            .toList());
  }

  private static ParquetMetadata footer(Path file, Configuration hadoop) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      return reader.getFooter();
    } catch (RuntimeException e) { // Parquet has no exception of its own for it.
      throw new IllegalArgumentException(
          "Bad Parquet file %s: %s; fetch the file again".formatted(file, e.getMessage()), e);
    }
  }

  private static ParquetSplit rowGroup(
      Path file,
      int firstIndex,
      int firstRow,
      BlockMetaData block,
      ParquetColumns columns,
      MessageType projection) {
    return new ParquetSplit(
        file.toString(),
        block.getStartingPos(),
        block.getStartingPos() + Math.max(1, block.getCompressedSize()),
        firstRow,
        firstIndex,
        Math.toIntExact(block.getRowCount()),
        columns,
        projection.toString(),
        List.of(),
        false);
  }
}
