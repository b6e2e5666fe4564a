package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.files.ManyFiles;
import io.github.sparkddpm.spark.source.files.NamesSummary;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.SourceFiles;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The image files of a folder. The driver holds the names of few files, executors those of many.
 */
interface ImageFiles {

  NamesSummary summary();

  PassedOver passedOver();

  /**
   * Cuts the files into splits.
   *
   * @param classes names of folders, sorted; empty if the files have no labels
   */
  SourceSplits splits(String root, List<String> classes);

  /**
   * Lists the files.
   *
   * @param most files and folders that the driver holds
   * @throws IllegalArgumentException if a folder cannot be read, or two files have one name
   */
  static ImageFiles below(Path root, int most, SparkSession spark) throws IOException {
    SourceFolder folder = SourceFolder.at(root, spark.sparkContext().hadoopConfiguration());
    Optional<SourceFiles> few = folder.imagesUpTo(most);
    return few.isPresent() ? new Few(few.get()) : new Many(ManyFiles.images(root, spark));
  }

  /** Files whose names the driver holds. */
  record Few(SourceFiles files) implements ImageFiles {

    @Override
    public NamesSummary summary() {
      return NamesSummary.of(files.names().iterator());
    }

    @Override
    public PassedOver passedOver() {
      return files.passedOver();
    }

    @Override
    public SourceSplits splits(String root, List<String> classes) {
      List<SourceSplit> splits = new ArrayList<>();
      new FileSplits(root, classes, 0, files.names().iterator()).forEachRemaining(splits::add);
      return SourceSplits.of(splits);
    }
  }

  /** Files whose names executors hold. Each partition of names is cut where it is read. */
  record Many(ManyFiles files) implements ImageFiles {

    @Override
    public NamesSummary summary() {
      return files.summary();
    }

    @Override
    public PassedOver passedOver() {
      return files.passedOver();
    }

    @Override
    public SourceSplits splits(String root, List<String> classes) {
      int[] first = files.firstIndexes();
      return (context, tasks) ->
          files
              .names()
              .mapPartitionsWithIndex(
                  (part, names) -> new FileSplits(root, classes, first[part], names), true);
    }
  }
}
