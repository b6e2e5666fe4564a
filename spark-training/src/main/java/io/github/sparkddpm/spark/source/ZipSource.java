package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.archive.WantedLabel;
import io.github.sparkddpm.spark.source.archive.ZipArchives;
import java.io.IOException;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * Zip files of image files.
 *
 * @param location a file, or a folder: all {@code *.zip} in it and the folders in it
 * @param label none, or that of folders
 */
public record ZipSource(String location, WantedLabel label) implements RawSource {

  static boolean isZip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  @Override
  public Listing list(SparkSession spark) throws IOException {
    return new Archives(SourceFormat.ZIP, location, ZipSource::isZip, "zip files")
        .list(new ZipArchives(label), spark);
  }
}
