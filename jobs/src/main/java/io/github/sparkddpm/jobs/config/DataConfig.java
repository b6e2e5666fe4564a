package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

import io.github.sparkddpm.spark.source.SourceFormat;
import io.github.sparkddpm.spark.source.SourceOptions;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The source of the images, and the folder they go to once prepared.
 *
 * @param format kind of the source
 * @param sourceImages file or folder of the images
 * @param sourceLabels IDX file of the labels of an IDX source; empty when they have none
 * @param folderLabels whether folders of images are classes
 * @param imageColumn column of the images of a Parquet source
 * @param labelColumn column of the labels of a Parquet source; empty when they have none
 * @param prepared folder of the prepared dataset
 * @param shards files of the prepared dataset, at least 1
 */
public record DataConfig(
    SourceFormat format,
    String sourceImages,
    String sourceLabels,
    boolean folderLabels,
    String imageColumn,
    String labelColumn,
    String prepared,
    int shards) {

  public DataConfig {
    require(!sourceImages.isBlank(), "data.source-images", sourceImages, "a path");
    require(!imageColumn.isBlank(), "data.image-column", imageColumn, "the name of a column");
    require(!prepared.isBlank(), "data.prepared", prepared, "a path");
    require(shards >= 1, "data.shards", shards, "at least 1");
  }

  /** Returns whether there is a file of labels. */
  public boolean labelled() {
    return !sourceLabels.isEmpty();
  }

  /** Returns the settings of the source. */
  public SourceOptions source() {
    return new SourceOptions(
        format,
        sourceImages,
        labelled() ? Optional.of(sourceLabels) : Optional.empty(),
        folderLabels,
        imageColumn,
        labelColumn.isEmpty() ? Optional.empty() : Optional.of(labelColumn));
  }

  /** Returns the same settings with every path replaced. */
  DataConfig withPaths(UnaryOperator<String> path) {
    return new DataConfig(
        format,
        path.apply(sourceImages),
        labelled() ? path.apply(sourceLabels) : "",
        folderLabels,
        imageColumn,
        labelColumn,
        path.apply(prepared),
        shards);
  }
}
