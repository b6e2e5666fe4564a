package io.github.sparkddpm.spark.data;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of {@code manifest.json}, which describes a prepared dataset. It is written last: a
 * folder without it holds no dataset.
 *
 * @param formatVersion {@link #OLDEST_VERSION} to {@link #FORMAT_VERSION}; others are refused by
 *     name
 * @param digest the identity of the dataset, by {@link DatasetDigest}: two datasets with one digest
 *     are the same to training
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

  /**
   * The format version that is written. Since version 5 the order of the images is a keyed
   * permutation, and the source's digest a sum over its entries.
   */
  public static final int FORMAT_VERSION = 5;

  /** The oldest format version that is read; its shards have no digests of their content. */
  static final int OLDEST_VERSION = 2;

  /** A shard is in memory as a whole, so that what is digested is what is read. */
  private static final int MAX_SHARD_BYTES = Integer.MAX_VALUE - 8;

  /**
   * The source that the dataset was made of.
   *
   * @param format the kind of source: folder, idx, cifar10 or parquet
   * @param name the last part of its path
   * @param entries would-be images in it, those in quarantine included
   * @param sha256 over the name, label and bytes of every entry, in their order; before version 5
   *     it was computed otherwise
   * @param passedOver files and folders of the source that were not read, by the reason: {@link
   *     io.github.sparkddpm.spark.source.files.PassedOver.Reason#key}; empty before version 4
   */
  @JsonPropertyOrder({"format", "name", "entries", "sha256", "passedOver"})
  public record Source(
      String format, String name, int entries, String sha256, SortedMap<String, Long> passedOver)
      implements Serializable {

    public Source {
      passedOver = Collections.unmodifiableSortedMap(new TreeMap<>(passedOver));
    }
  }

  /**
   * The settings that the dataset was made with.
   *
   * @param seed of the order of the images
   * @param background what shows through transparent pixels, as in #ffffff
   * @param maxPixels the largest image that was decoded, width times height
   */
  @JsonPropertyOrder({"seed", "background", "maxPixels"})
  public record Settings(long seed, String background, long maxPixels) implements Serializable {}

  /**
   * A Parquet file with the columns id (64-bit), label (32-bit, absent where there is none) and
   * image (C*H*W unsigned bytes), in the order of the ids.
   *
   * @param file path relative to the manifest's folder, one that {@link DatasetFolder#shardFile}
   *     gives: another would be read from wherever it leads
   * @param firstId id of its first image, 0 or more; the others follow without gaps
   * @param count its number of images, at least 1
   * @param bytes length of the file, which is read into one array
   * @param sha256 digest of the file, which finds damage; Parquet may write the same images
   *     otherwise in another process
   * @param content digest of its images by {@link ContentDigest}, the same for the same images in
   *     whatever file; empty before version 3
   */
  public record Shard(
      String file, long firstId, long count, long bytes, String sha256, String content)
      implements Serializable {

    public Shard {
      require(
          DatasetFolder.isShardFile(file),
          "shard \"%s\" is no file of a dataset, expected a name such as shards/shard-00000.parquet"
              .formatted(Printable.of(file)));
      require(
          firstId >= 0 && count >= 1 && count <= Long.MAX_VALUE - firstId,
          "shard %s holds %s images from id %s, expected at least 1 from 0 or more"
              .formatted(file, count, firstId));
      require(
          bytes >= 1 && bytes <= MAX_SHARD_BYTES,
          "shard %s has %s bytes, expected 1 to %s".formatted(file, bytes, MAX_SHARD_BYTES));
      require(Sha256.isHex(sha256), "shard %s has no SHA-256".formatted(file));
      require(
          content.isEmpty() || Sha256.isHex(content),
          "shard %s has no digest of its content".formatted(file));
    }

    /** The id after its last. */
    long endId() {
      return firstId + count;
    }

    boolean overlaps(ImageRange range) {
      return firstId < range.endId() && range.firstId() < endId();
    }
  }

  public DatasetManifest {
    classNames = List.copyOf(classNames);
    labelCounts = Collections.unmodifiableSortedMap(new TreeMap<>(labelCounts));
    shards = List.copyOf(shards);
    require(
        isRead(formatVersion),
        "format version %s, this release reads versions %s to %s"
            .formatted(formatVersion, OLDEST_VERSION, FORMAT_VERSION));
    long next = 0;
    for (Shard shard : shards) {
      require(
          shard.firstId() == next,
          "shard %s holds %s images from id %s, expected at least 1 from id %s"
              .formatted(shard.file(), shard.count(), shard.firstId(), next));
      require(
          shard.content().isEmpty() == (formatVersion == OLDEST_VERSION),
          "shard %s has no digest of its content".formatted(shard.file()));
      next = shard.endId();
    }
    requireEachOnce(shards);
    require(
        count >= 1 && count == next, "it counts %s images, its shards %s".formatted(count, next));
    String expected = DatasetDigest.of(formatVersion, shape, shards);
    require(expected.equals(digest), "digest %s, its shards give %s".formatted(digest, expected));
  }

  static boolean isRead(int formatVersion) {
    return formatVersion >= OLDEST_VERSION && formatVersion <= FORMAT_VERSION;
  }

  private static void requireEachOnce(List<Shard> shards) {
    Set<String> files = new HashSet<>();
    for (Shard shard : shards) {
      require(files.add(shard.file()), "shard %s is there twice".formatted(shard.file()));
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
