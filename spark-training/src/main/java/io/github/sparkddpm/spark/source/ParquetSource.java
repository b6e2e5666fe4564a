package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.ReadAhead;
import io.github.sparkddpm.spark.source.files.FileNames;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import io.github.sparkddpm.spark.source.files.SourceFiles;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import io.github.sparkddpm.spark.source.parquet.ParquetImages;
import io.github.sparkddpm.spark.source.parquet.ParquetLabels;
import io.github.sparkddpm.spark.source.parquet.ParquetRowGroups;
import io.github.sparkddpm.spark.source.parquet.ParquetRowGroups.Opened;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Parquet files with an image a row.
 *
 * @param location a file, or a folder: all {@code *.parquet} in it and the folders in it
 * @param imageColumn the images' files, as bytes or as a struct {bytes, path}
 * @param labelColumn their classes, as whole numbers or texts, if there are any: a column, or what
 *     folders are named by, as in {@code label=cat}
 */
public record ParquetSource(String location, String imageColumn, Optional<String> labelColumn)
    implements RawSource {

  /** The names of Parquet files, including those that end in the codec, as some writers have it. */
  private static final Pattern NAME =
      Pattern.compile(
          ".*\\.parquet(\\.(snappy|gz|gzip|zstd|lz4|lz4_raw|lzo|brotli|br|uncompressed))?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** A storage takes longer to answer for a footer than a process to read it. */
  private static final int OPENED_AT_A_TIME = 8;

  static boolean isParquet(String name) {
    return NAME.matcher(name).matches();
  }

  /** Adds files in their order, and returns those without rows. */
  private static List<String> addAll(
      List<String> names, FileStatus root, ParquetRowGroups rowGroups, Configuration hadoop)
      throws IOException {
    List<String> empty = new ArrayList<>();
    Deque<Future<Opened>> ahead = new ArrayDeque<>();
    try (ReadAhead threads = new ReadAhead("spark-ddpm-footers", OPENED_AT_A_TIME)) {
      for (String name : names) {
        ahead.add(threads.begin(() -> rowGroups.open(path(root, name), name, hadoop)));
        if (ahead.size() == OPENED_AT_A_TIME) {
          addNext(ahead, rowGroups, empty);
        }
      }
      while (!ahead.isEmpty()) {
        addNext(ahead, rowGroups, empty);
      }
    }
    return empty;
  }

  private static void addNext(
      Deque<Future<Opened>> ahead, ParquetRowGroups rowGroups, List<String> empty)
      throws IOException {
    Opened file = ReadAhead.await(ahead.remove(), "a Parquet footer");
    if (rowGroups.add(file) == 0) {
      empty.add(file.name());
    }
  }

  private static Path path(FileStatus root, String name) {
    return root.isFile() ? root.getPath() : SourceLocations.child(root.getPath(), name);
  }

  @Override
  public Listing list(SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileStatus root = SourceLocations.status(SourceLocations.qualified(location, hadoop), hadoop);
    SourceFiles found = SourceFiles.at(root, new FileNames(ParquetSource::isParquet), hadoop);
    ParquetRowGroups rowGroups =
        new ParquetRowGroups(
            new ParquetImages(imageColumn), new ParquetLabels(labelColumn.orElse(null)));
    List<String> empty = addAll(found.names(), root, rowGroups, hadoop);
    PassedOver passedOver = found.passedOver().and(Reason.EMPTY, empty);
    if (rowGroups.rows() == 0) {
      throw new IllegalArgumentException(
          "No rows in the Parquet files of %s%s: correct data.source-images"
              .formatted(Printable.of(root.getPath()), passedOver.inBrackets()));
    }
    return new Listing(
        SourceFormat.PARQUET,
        root.getPath().getName(),
        String.format(
            Locale.ROOT,
            "%,d rows in %,d files",
            rowGroups.rows(),
            found.names().size() - empty.size()),
        rowGroups.classNames(),
        rowGroups.rows(),
        SourceSplits.of(rowGroups.splits()),
        passedOver);
  }
}
