package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.files.ImageNames;
import io.github.sparkddpm.spark.source.files.SourceFiles;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A folder of image files and all folders in it.
 *
 * @param folder its path
 * @param labelled whether the first folder below it that an image lies in is its class; classes are
 *     numbered in the order of their names
 */
public record FolderSource(String folder, boolean labelled) implements RawSource {

  /** The number of files in a split. */
  private static final int FILES_A_SPLIT = 64;

  @Override
  public Listing list(SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileStatus root = SourceLocations.status(SourceLocations.qualified(folder, hadoop), hadoop);
    if (root.isFile()) {
      throw new IllegalArgumentException(
          "%s is a file, expected a folder of images: name the folder with data.source-images"
              .formatted(Printable.of(root.getPath())));
    }
    return listing(root.getPath(), SourceFolder.at(root.getPath(), hadoop).images());
  }

  private Listing listing(Path root, SourceFiles found) {
    List<String> files = found.names();
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "No images in %s: no file below it ends in one of %s%s; correct data.source-images"
              .formatted(
                  Printable.of(root), ImageNames.extensions(), found.passedOver().inBrackets()));
    }
    List<String> classes = labelled ? List.copyOf(classes(root, files)) : List.of();
    String description =
        labelled
            ? String.format(
                Locale.ROOT, "%,d image files of %,d classes", files.size(), classes.size())
            : String.format(Locale.ROOT, "%,d image files", files.size());
    return new Listing(
        SourceFormat.FOLDER,
        root.getName(),
        description,
        classes,
        files.size(),
        SourceSplits.of(splits(root, files, classes)),
        found.passedOver());
  }

  private static SortedSet<String> classes(Path root, List<String> files) {
    SortedSet<String> classes = new TreeSet<>();
    for (String file : files) {
      int slash = file.indexOf('/');
      if (slash >= 0) {
        classes.add(file.substring(0, slash));
      } else if (ImageNames.isImage(file)) {
        throw new IllegalArgumentException(
            "The image %s lies in %s itself, so no folder names its class: move it, or set"
                    .formatted(Printable.of(file), Printable.of(root))
                + " data.folder-labels=false");
      }
    }
    return classes;
  }

  private static List<SourceSplit> splits(Path root, List<String> files, List<String> classes) {
    List<SourceSplit> splits = new ArrayList<>();
    for (int from = 0; from < files.size(); from += FILES_A_SPLIT) {
      int to = Math.min(files.size(), from + FILES_A_SPLIT);
      splits.add(FileSplit.of(root.toString(), from, files.subList(from, to), classes));
    }
    return splits;
  }
}
