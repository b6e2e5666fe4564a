package io.github.sparkddpm.spark.data;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageShape;
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
 * @param labelCounts images of every label that occurs; empty for a dataset without labels
 * @param sources the files that the dataset was made of: the images, then the labels if any
 * @param shards the Parquet files, in the order of their ids, without gaps
 */
@JsonPropertyOrder({
  "formatVersion",
  "digest",
  "count",
  "shape",
  "labelCounts",
  "sources",
  "shards"
})
public record DatasetManifest(
    int formatVersion,
    String digest,
    long count,
    ImageShape shape,
    SortedMap<Integer, Long> labelCounts,
    List<Source> sources,
    List<Shard> shards)
    implements Serializable {

  public static final int FORMAT_VERSION = 1;

  /**
   * A file that the dataset was made of.
   *
   * @param content images or labels
   * @param name the file's name, without its folder
   * @param sha256 of the file as it lay there, gzipped or not
   */
  public record Source(IdxContent content, String name, String sha256) implements Serializable {}

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
    labelCounts = Collections.unmodifiableSortedMap(new TreeMap<>(labelCounts));
    sources = List.copyOf(sources);
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

  static DatasetManifest of(SourceSurvey survey, List<Shard> shards) {
    return new DatasetManifest(
        FORMAT_VERSION,
        digestOf(survey.shape(), shards),
        survey.count(),
        survey.shape(),
        survey.labelCounts(),
        survey.sources(),
        shards);
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
