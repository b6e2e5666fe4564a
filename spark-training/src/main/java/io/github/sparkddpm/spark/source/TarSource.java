package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.archive.TarArchives;
import io.github.sparkddpm.spark.source.archive.WantedLabel;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/**
 * Tars of images, as img2dataset and WebDataset write them: members that share a key are one
 * sample.
 *
 * @param location a file, or a folder: all tars in it and the folders in it
 * @param label where the images' classes are
 */
public record TarSource(String location, WantedLabel label) implements RawSource {

  private static final Pattern NAME =
      Pattern.compile(".*\\.(tar|tar\\.gz|tgz)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  static boolean isTar(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public Listing list(SparkSession spark) throws IOException {
    return new Archives(SourceFormat.WEBDATASET, location, TarSource::isTar, "tars")
        .list(new TarArchives(label), spark);
  }
}
