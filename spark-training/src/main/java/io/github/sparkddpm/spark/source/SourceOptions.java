package io.github.sparkddpm.spark.source;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The user's description of the source: place and format.
 *
 * @param format its kind, or AUTO
 * @param sourceImages path of a file or folder
 * @param sourceLabels path of the labels of an IDX source; empty when they have none
 * @param folderLabels whether the names of folders are classes
 * @param imageColumn the images of a Parquet source
 * @param labelColumn the labels of a Parquet source; empty when they have none
 */
public record SourceOptions(
    SourceFormat format,
    String sourceImages,
    String sourceLabels,
    boolean folderLabels,
    String imageColumn,
    String labelColumn) {

  /** The column in Hugging Face's exports, which is the default. */
  private static final String IMAGE_COLUMN = "image";

  public SourceOptions {
    require(!sourceImages.isBlank(), "data.source-images", sourceImages, "a path");
    require(!imageColumn.isBlank(), "data.image-column", imageColumn, "the name of a column");
  }

  /**
   * Returns the source. If its kind is AUTO, it is told by the files that are there.
   *
   * @throws IllegalArgumentException if nothing is there, it is of no kind that is known, or an
   *     option is given that sources of its kind have no use for
   */
  public RawSource source(Configuration hadoop) throws IOException {
    SourceFormat kind =
        format == SourceFormat.AUTO ? SourceDetector.detect(sourceImages, hadoop) : format;
    requireUsed("data.source-labels", !sourceLabels.isEmpty(), "\"\"", SourceFormat.IDX, kind);
    requireUsed("data.folder-labels", folderLabels, "false", SourceFormat.FOLDER, kind);
    requireUsed(
        "data.image-column",
        !imageColumn.equals(IMAGE_COLUMN),
        IMAGE_COLUMN,
        SourceFormat.PARQUET,
        kind);
    requireUsed("data.label-column", !labelColumn.isEmpty(), "\"\"", SourceFormat.PARQUET, kind);
    return switch (kind) {
      case FOLDER -> new FolderSource(sourceImages, folderLabels);
      case IDX -> new IdxSource(sourceImages, given(sourceLabels));
      case CIFAR10 -> new CifarSource(sourceImages);
      case PARQUET -> new ParquetSource(sourceImages, imageColumn, given(labelColumn));
      case AUTO ->
          throw new IllegalStateException("The kind of " + sourceImages + " was not detected");
    };
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isEmpty());
  }

  private void requireUsed(
      String key, boolean given, String nothing, SourceFormat user, SourceFormat kind) {
    if (given && kind != user) {
      throw new IllegalArgumentException(
          "%s is for %s, but %s is read as %s: set %s=%s, or correct data.source-images or"
                  .formatted(
                      key, user.description(), sourceImages, kind.description(), key, nothing)
              + " data.format");
    }
  }
}
