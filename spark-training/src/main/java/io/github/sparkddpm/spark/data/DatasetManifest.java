package io.github.sparkddpm.spark.data;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.source.Listing;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code manifest.json} says of a prepared dataset. Written last: a folder without it holds no
 * dataset.
 *
 * @param formatVersion {@link #FORMAT_VERSION}; other versions are refused by name
 * @param digest SHA-256 over the format version, the shape and every shard's ids and digest: two
 *     datasets with one digest hold the same images and labels in the same shards
 * @param count the number of images; their ids are 0 to count - 1
 * @param shape the shape of every image
 * @param classNames the name of label i at position i; empty where classes have none
 * @param labelCounts images of every label that occurs; empty for a dataset without labels
 * @param quarantined images of the source that could not be used; {@code quarantine.jsonl} lists
 *     them if there are any
 * @param source what the dataset was made of
 * @param settings how it was made
 * @param shards the Parquet files, in the order of their ids, without gaps
 */
@JsonPropertyOrder({
  "formatVersion",
  "digest",
  "count",
  "shape",
  "classNames",
  "labelCounts",
  "quarantined",
  "source",
  "settings",
  "shards"
})
public record DatasetManifest(
    int formatVersion,
    String digest,
    long count,
    ImageShape shape,
    List<String> classNames,
    SortedMap<Integer, Long> labelCounts,
    int quarantined,
    Source source,
    Settings settings,
    List<Shard> shards)
    implements Serializable {

  public static final int FORMAT_VERSION = 2;

  /**
   * What the dataset was made of.
   *
   * @param format the kind of source: folder, idx, cifar10 or parquet
   * @param name the last part of its path
   * @param entries would-be images in it, those in quarantine included
   * @param sha256 over the name, label and bytes of every entry, in their order
   */
  @JsonPropertyOrder({"format", "name", "entries", "sha256"})
  public record Source(String format, String name, int entries, String sha256)
      implements Serializable {}

  /**
   * How the dataset was made.
   *
   * @param seed of the order of the images
   * @param background what shows through transparent pixels, as in #ffffff
   * @param maxPixels the largest image that was decoded, width times height
   */
  @JsonPropertyOrder({"seed", "background", "maxPixels"})
  public record Settings(long seed, String background, long maxPixels) implements Serializable {

    static Settings of(PreparationPlan plan) {
      return new Settings(
          plan.seed(), plan.decoder().background().toString(), plan.decoder().maxPixels());
    }
  }

  /**
   * A Parquet file with the columns id (64-bit), label (32-bit, absent where there is none) and
   * image (C*H*W unsigned bytes), in the order of the ids.
   *
   * @param file path relative to the manifest's folder
   * @param firstId id of its first image; the others follow without gaps
   * @param count its number of images, at least 1
   * @param bytes length of the file
   * @param sha256 digest of the file
   */
  public record Shard(String file, long firstId, long count, long bytes, String sha256)
      implements Serializable {

    boolean overlaps(ImageRange range) {
      return firstId < range.endId() && range.firstId() < firstId + count;
    }
  }

  public DatasetManifest {
    classNames = List.copyOf(classNames);
    labelCounts = Collections.unmodifiableSortedMap(new TreeMap<>(labelCounts));
    shards = List.copyOf(shards);
    require(
        formatVersion == FORMAT_VERSION,
        "format version %d, this release reads version %d"
            .formatted(formatVersion, FORMAT_VERSION));
    long next = 0;
    for (Shard shard : shards) {
      require(
          shard.firstId() == next && shard.count() >= 1,
          "shard %s holds %d images from id %d, expected at least 1 from id %d"
              .formatted(shard.file(), shard.count(), shard.firstId(), next));
      next += shard.count();
    }
    require(
        count >= 1 && count == next, "it counts %d images, its shards %d".formatted(count, next));
    String expected = digestOf(shape, shards);
    require(expected.equals(digest), "digest %s, its shards give %s".formatted(digest, expected));
  }

  static DatasetManifest of(
      PreparationPlan plan, Listing listing, Survey survey, List<Shard> shards) {
    ImageShape shape = plan.decoder().fitter().shape();
    return new DatasetManifest(
        FORMAT_VERSION,
        digestOf(shape, shards),
        listing.entries() - survey.quarantined().size(),
        shape,
        listing.classNames(),
        survey.labelCounts(),
        survey.quarantined().size(),
        sourceOf(listing, survey),
        Settings.of(plan),
        shards);
  }

  static Source sourceOf(Listing listing, Survey survey) {
    return new Source(
        listing.format().name().toLowerCase(Locale.ROOT),
        listing.name(),
        listing.entries(),
        survey.digest());
  }

  static String digestOf(ImageShape shape, List<Shard> shards) {
    StringBuilder identity = new StringBuilder();
    identity.append("spark-ddpm dataset ").append(FORMAT_VERSION).append('\n');
    identity.append(
        String.format(Locale.ROOT, "%d %d %d\n", shape.channels(), shape.height(), shape.width()));
    for (Shard shard : shards) {
      identity.append(
          String.format(Locale.ROOT, "%d %d %s\n", shard.firstId(), shard.count(), shard.sha256()));
    }
    return Sha256.of(identity.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
