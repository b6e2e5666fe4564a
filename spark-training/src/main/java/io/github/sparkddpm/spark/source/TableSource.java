package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.table.ImageTable;
import io.github.sparkddpm.spark.source.table.TableListing;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a table or query of Spark SQL, an image each, whatever catalog or format they are of.
 *
 * @param query names the rows
 * @param imageColumn the images' files as bytes or as a struct {bytes, path}, or their paths as
 *     texts
 * @param labelColumn the column of their classes, as whole numbers or texts, if there are any
 * @param orderBy the columns that state the order of the rows; if empty, it is that of the SHA-256
 *     of the bytes or of the paths, then of the labels
 */
public record TableSource(
    ImageTable query, String imageColumn, Optional<String> labelColumn, List<String> orderBy)
    implements RawSource {

  public TableSource {
    orderBy = List.copyOf(orderBy);
  }

  @Override
  public Listing list(SparkSession spark) throws IOException {
    TableListing found =
        TableListing.of(query, imageColumn, labelColumn.orElse(null), orderBy, spark);
    if (found.count() == 0) {
      throw new IllegalArgumentException(
          "No rows in %s: correct data.source-images".formatted(Printable.of(query.name())));
    }
    if (found.count() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s has %s rows, at most %s are read: prepare parts of it, each by a SELECT"
              .formatted(Printable.of(query.name()), found.count(), Integer.MAX_VALUE));
    }
    return new Listing(
        SourceFormat.TABLE,
        query.name(),
        description(found),
        found.classNames(),
        (int) found.count(),
        found.splits(),
        PassedOver.none());
  }

  private static String description(TableListing found) {
    String rows = String.format(Locale.ROOT, "%,d rows", found.count());
    return found.classNames().isEmpty()
        ? rows
        : String.format(Locale.ROOT, "%s, of %,d classes", rows, found.classNames().size());
  }
}
