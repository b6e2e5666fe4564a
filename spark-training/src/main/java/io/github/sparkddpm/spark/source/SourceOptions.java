package io.github.sparkddpm.spark.source;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where and what the source is said to be.
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

  /**
   * The source, its kind told by what is there if it is AUTO.
   *
   * @throws IllegalArgumentException if nothing is there, or it is of no kind that is known
   */
  public RawSource source(Configuration hadoop) throws IOException {
    SourceFormat kind =
        format == SourceFormat.AUTO ? SourceDetector.detect(images, hadoop) : format;
    return switch (kind) {
      case FOLDER -> new FolderSource(images, folderLabels);
      case IDX -> new IdxSource(images, idxLabels);
      case CIFAR10 -> new CifarSource(images);
      case PARQUET -> new ParquetSource(images, imageColumn, labelColumn);
      case AUTO -> throw new IllegalStateException("The kind of " + images + " was not detected");
    };
  }
}
