package io.github.sparkddpm.spark.source;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The user's description of the source: place and format.
 *
 * @param format its kind, or AUTO
 * @param images path of a file or folder
 * @param idxLabels path of the labels of an IDX source
 * @param folderLabels whether the names of folders are classes
 * @param imageColumn the images of a Parquet source
 * @param labelColumn the labels of a Parquet source
 */
public record SourceOptions(
    SourceFormat format,
    String images,
    Optional<String> idxLabels,
    boolean folderLabels,
    String imageColumn,
    Optional<String> labelColumn) {

  /** The column in Hugging Face's exports, which is the default. */
  private static final String IMAGE_COLUMN = "image";

  /**
   * Returns the source. If its kind is AUTO, it is told by the files that are there.
   *
   * @throws IllegalArgumentException if nothing is there, it is of no kind that is known, or an
   *     option is given that sources of its kind have no use for
   */
  public RawSource source(Configuration hadoop) throws IOException {
    SourceFormat kind =
        format == SourceFormat.AUTO ? SourceDetector.detect(images, hadoop) : format;
    requireUsed("data.source-labels", idxLabels.isPresent(), "\"\"", SourceFormat.IDX, kind);
    requireUsed("data.folder-labels", folderLabels, "false", SourceFormat.FOLDER, kind);
    requireUsed(
        "data.image-column",
        !imageColumn.equals(IMAGE_COLUMN),
        IMAGE_COLUMN,
        SourceFormat.PARQUET,
        kind);
    requireUsed("data.label-column", labelColumn.isPresent(), "\"\"", SourceFormat.PARQUET, kind);
    return switch (kind) {
      case FOLDER -> new FolderSource(images, folderLabels);
      case IDX -> new IdxSource(images, idxLabels);
      case CIFAR10 -> new CifarSource(images);
      case PARQUET -> new ParquetSource(images, imageColumn, labelColumn);
      case AUTO -> throw new IllegalStateException("The kind of " + images + " was not detected");
    };
  }

  private void requireUsed(
      String key, boolean given, String nothing, SourceFormat user, SourceFormat kind) {
    if (given && kind != user) {
      throw new IllegalArgumentException(
          "%s is for %s, but %s is read as %s: set %s=%s, or correct data.source-images or"
                  .formatted(key, user.description(), images, kind.description(), key, nothing)
              + " data.format");
    }
  }
}
