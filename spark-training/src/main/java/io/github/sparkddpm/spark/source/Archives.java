package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.archive.ArchiveListing;
import io.github.sparkddpm.spark.source.archive.ArchiveReader;
import io.github.sparkddpm.spark.source.files.FileNames;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.SourceFiles;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;

/**
 * The archives at a path.
 *
 * @param isArchive whether a file of a name is one
 * @param plural what people call them
 */
record Archives(SourceFormat format, String location, Predicate<String> isArchive, String plural) {

  Listing list(ArchiveReader reader, SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileStatus root = SourceLocations.status(SourceLocations.qualified(location, hadoop), hadoop);
    SourceFiles found = SourceFiles.at(root, new FileNames(isArchive), hadoop);
    ArchiveListing archives =
        ArchiveListing.of(reader, files(root, found.names()), found.names(), spark);
    PassedOver.Counter passedOver = new PassedOver.Counter();
    passedOver.add(found.passedOver());
    passedOver.add(archives.passedOver());
    if (archives.entries() == 0) {
      throw new IllegalArgumentException(
          "No images in the %s of %s%s: correct data.source-images"
              .formatted(plural, Printable.of(root.getPath()), passedOver.total().inBrackets()));
    }
    return new Listing(
        format,
        root.getPath().getName(),
        description(archives, found.names().size()),
        archives.classNames(),
        archives.entries(),
        SourceSplits.of(archives.splits()),
        passedOver.total());
  }

  private static List<String> files(FileStatus root, List<String> names) {
    return root.isFile()
        ? List.of(root.getPath().toString())
        : names.stream()
            .map(name -> SourceLocations.child(root.getPath(), name).toString())
            .toList();
  }

  private String description(ArchiveListing archives, int files) {
    String images =
        String.format(Locale.ROOT, "%,d images in %,d %s", archives.entries(), files, plural);
    return archives.classNames().isEmpty()
        ? images
        : String.format(Locale.ROOT, "%s, of %,d classes", images, archives.classNames().size());
  }
}
