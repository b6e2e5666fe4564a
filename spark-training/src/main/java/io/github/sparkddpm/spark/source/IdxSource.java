package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxDataset;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * MNIST-style IDX files, plain or gzipped.
 *
 * @param images path of the images
 * @param labels path of their labels, if there are any
 */
public record IdxSource(String images, Optional<String> labels) implements RawSource {

  /**
   * The number of splits. A gzipped file cannot be entered in its middle, so every split reads all
   * that is before it.
   */
  private static final int SPLITS = 8;

  public IdxSource {
    if (images.isBlank() || labels.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException(
          "A path of the IDX source is empty (images '%s', labels '%s'): name a file, or leave the"
                  .formatted(images, labels.orElse("none"))
              + " labels out");
    }
  }

  @Override
  public Listing list(SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    String imagesPath = SourceLocations.qualified(images, hadoop).toString();
    String labelsPath =
        labels.isPresent() ? SourceLocations.qualified(labels.get(), hadoop).toString() : null;
    try (IdxFile pixels = IdxFile.open(imagesPath, IdxContent.IMAGES, hadoop);
        IdxFile classes =
            labelsPath == null ? null : IdxFile.open(labelsPath, IdxContent.LABELS, hadoop)) {
      IdxDataset dataset = IdxFile.dataset(pixels, classes);
      ImageShape shape = dataset.shape();
      return new Listing(
          SourceFormat.IDX,
          SourceLocations.qualified(images, hadoop).getName(),
          String.format(
              Locale.ROOT,
              "%,d images, %s channels of %s%s",
              dataset.count(),
              shape.channels(),
              shape.sides(),
              labels.isPresent() ? ", with labels" : ""),
          List.of(),
          dataset.count(),
          SourceSplits.of(splits(imagesPath, labelsPath, dataset.count())),
          PassedOver.none());
    }
  }

  private static List<SourceSplit> splits(String imagesPath, String labelsPath, int count) {
    List<SourceSplit> splits = new ArrayList<>();
    int size = 1 + (count - 1) / SPLITS;
    for (long from = 0; from < count; from += size) {
      int first = (int) from;
      int items = Math.min(size, count - first);
      splits.add(new IdxSplit(imagesPath, labelsPath, first, items, first + items == count));
    }
    return splits;
  }
}
