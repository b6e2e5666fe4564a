package io.github.sparkddpm.spark.source;

import static io.github.sparkddpm.settings.InvalidValueException.require;
import static java.util.stream.Collectors.joining;

import io.github.sparkddpm.spark.source.archive.WantedLabel;
import io.github.sparkddpm.spark.source.table.TableQuery;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;

/**
 * The user's description of the source: place and format.
 *
 * @param format its kind, or AUTO
 * @param sourceImages path of a file or folder; of a table its name, its format and path, or a
 *     SELECT
 * @param sourceLabels path of the labels of an IDX source; empty when they have none
 * @param folderLabels whether the names of folders are classes
 * @param imageColumn the images of a Parquet source or a table
 * @param labelColumn the labels of a Parquet source, a table, or of tars; empty when they have none
 * @param orderBy the columns that state the order of a table's rows; may be empty
 */
public record SourceOptions(
    SourceFormat format,
    String sourceImages,
    String sourceLabels,
    boolean folderLabels,
    String imageColumn,
    String labelColumn,
    List<String> orderBy) {

  /** The column in Hugging Face's exports, which is the default. */
  private static final String IMAGE_COLUMN = "image";

  public SourceOptions {
    require(!sourceImages.isBlank(), "data.source-images", sourceImages, "a path");
    require(!imageColumn.isBlank(), "data.image-column", imageColumn, "the name of a column");
    require(
        orderBy.stream().noneMatch(String::isBlank),
        "data.order-by",
        orderBy,
        "a list of names of columns, as in [id]");
    orderBy = List.copyOf(orderBy);
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
    requireUsed("data.source-labels", !sourceLabels.isEmpty(), "\"\"", kind, SourceFormat.IDX);
    requireUsed(
        "data.folder-labels",
        folderLabels,
        "false",
        kind,
        SourceFormat.FOLDER,
        SourceFormat.WEBDATASET,
        SourceFormat.ZIP);
    requireUsed(
        "data.image-column",
        !imageColumn.equals(IMAGE_COLUMN),
        IMAGE_COLUMN,
        kind,
        SourceFormat.PARQUET,
        SourceFormat.TABLE);
    requireUsed(
        "data.label-column",
        !labelColumn.isEmpty(),
        "\"\"",
        kind,
        SourceFormat.PARQUET,
        SourceFormat.WEBDATASET,
        SourceFormat.TABLE);
    requireUsed("data.order-by", !orderBy.isEmpty(), "[]", kind, SourceFormat.TABLE);
    return switch (kind) {
      case FOLDER -> new FolderSource(sourceImages, folderLabels);
      case IDX -> new IdxSource(sourceImages, given(sourceLabels));
      case CIFAR10 -> new CifarSource(sourceImages);
      case PARQUET -> new ParquetSource(sourceImages, imageColumn, given(labelColumn));
      case WEBDATASET -> new TarSource(sourceImages, archiveLabel());
      case ZIP -> new ZipSource(sourceImages, archiveLabel());
      case TABLE ->
          new TableSource(new TableQuery(sourceImages), imageColumn, given(labelColumn), orderBy);
      case AUTO ->
          throw new IllegalStateException("The kind of " + sourceImages + " was not detected");
    };
  }

  /** Returns the source with every path replaced; a table's name and a SELECT have none. */
  public String withPath(UnaryOperator<String> path) {
    return format == SourceFormat.TABLE
        ? new TableQuery(sourceImages).withPath(path).text()
        : path.apply(sourceImages);
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isEmpty());
  }

  private WantedLabel archiveLabel() {
    if (folderLabels && !labelColumn.isEmpty()) {
      throw new IllegalArgumentException(
          "data.folder-labels and data.label-column = %s both say where labels are: set one of them"
              .formatted(labelColumn));
    }
    if (folderLabels) {
      return WantedLabel.ofFolders();
    }
    return labelColumn.isEmpty() ? WantedLabel.none() : WantedLabel.of(labelColumn);
  }

  private void requireUsed(
      String key, boolean given, String nothing, SourceFormat kind, SourceFormat... users) {
    if (given && !List.of(users).contains(kind)) {
      throw new IllegalArgumentException(
          "%s is for %s, but %s is read as %s: set %s=%s, or correct data.source-images or"
                  .formatted(key, described(users), sourceImages, kind.description(), key, nothing)
              + " data.format");
    }
  }

  private static String described(SourceFormat... formats) {
    return Arrays.stream(formats).map(SourceFormat::description).collect(joining(" or "));
  }
}
