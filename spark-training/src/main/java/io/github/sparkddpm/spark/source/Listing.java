package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import java.util.List;

/**
 * The entries of a source, each a would-be image, in an order that depends on nothing but the
 * source: an entry's index counts from 0.
 *
 * @param format what kind of source it is
 * @param name the last part of its path
 * @param description what was found, for people: "1,234 image files in 10 folders"
 * @param classNames the name of label i at position i; empty where classes have none
 * @param entries the number of entries, at least 1
 * @param splits runs of consecutive entries, together all of them
 * @param passedOver what the source holds besides them
 */
public record Listing(
    SourceFormat format,
    String name,
    String description,
    List<String> classNames,
    int entries,
    SourceSplits splits,
    PassedOver passedOver) {

  public Listing {
    classNames = List.copyOf(classNames);
    if (entries < 1) {
      throw new IllegalStateException("The source %s has no entries".formatted(name));
    }
  }
}
