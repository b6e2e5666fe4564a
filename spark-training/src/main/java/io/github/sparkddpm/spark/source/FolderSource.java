package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.files.ImageNames;
import io.github.sparkddpm.spark.source.files.NamesSummary;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
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
 * @param mostOnDriver how many files and folders the driver lists by itself; executors list more
 */
public record FolderSource(String folder, boolean labelled, int mostOnDriver) implements RawSource {

  /** Listing so many takes the driver seconds, and some ten megabytes. */
  private static final int MOST_ON_DRIVER = 100_000;

  /** Creates the source as users have it. */
  public FolderSource(String folder, boolean labelled) {
    this(folder, labelled, MOST_ON_DRIVER);
  }

  @Override
  public Listing list(SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileStatus root = SourceLocations.status(SourceLocations.qualified(folder, hadoop), hadoop);
    if (root.isFile()) {
      throw new IllegalArgumentException(
          "%s is a file, expected a folder of images: name the folder with data.source-images"
              .formatted(Printable.of(root.getPath())));
    }
    return listing(root.getPath(), ImageFiles.below(root.getPath(), mostOnDriver, spark));
  }

  private Listing listing(Path root, ImageFiles files) {
    NamesSummary found = files.summary();
    requireSome(root, found, files.passedOver());
    List<String> classes = labelled ? classes(root, found) : List.of();
    String description =
        labelled
            ? String.format(
                Locale.ROOT, "%,d image files of %,d classes", found.count(), classes.size())
            : String.format(Locale.ROOT, "%,d image files", found.count());
    return new Listing(
        SourceFormat.FOLDER,
        root.getName(),
        description,
        classes,
        (int) found.count(),
        files.splits(root.toString(), classes),
        files.passedOver());
  }

  private static void requireSome(Path root, NamesSummary found, PassedOver passedOver) {
    if (found.count() == 0) {
      throw new IllegalArgumentException(
          "No images in %s: no file below it ends in one of %s%s; correct data.source-images"
              .formatted(Printable.of(root), ImageNames.extensions(), passedOver.inBrackets()));
    }
    if (found.count() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s holds %s images, at most %s are read: prepare its folders apart"
              .formatted(Printable.of(root), found.count(), Integer.MAX_VALUE));
    }
  }

  private static List<String> classes(Path root, NamesSummary found) {
    if (found.loose() != null) {
      throw new IllegalArgumentException(
          "The image %s lies in %s itself, so no folder names its class: move it, or set"
                  .formatted(Printable.of(found.loose()), Printable.of(root))
              + " data.folder-labels=false");
    }
    return List.copyOf(found.folders());
  }
}
