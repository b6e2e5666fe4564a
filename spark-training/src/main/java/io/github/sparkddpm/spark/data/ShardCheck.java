package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.LabelledImage;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;

/**
 * Holds a shard's images, while they are read, to what the manifest says of them. The SHA-256 of
 * the file does not suffice: the dataset's digest, by which a run knows its dataset, is not over
 * it, but over the digests of the content.
 */
final class ShardCheck {

  private final PreparedDataset dataset;
  private final Shard shard;
  private final ContentDigest content = new ContentDigest();
  private long next;

  ShardCheck(PreparedDataset dataset, Shard shard) {
    this.dataset = dataset;
    this.shard = shard;
    this.next = shard.firstId();
  }

  /**
   * Takes the next image.
   *
   * @throws DatasetException if it is not the one that follows, or not of the dataset's shape
   */
  void add(LabelledImage image) {
    if (image.id() != next || next == shard.endId()) {
      throw dataset.damaged(
          shard,
          "it has image %s where the manifest has %s"
              .formatted(image.id(), next == shard.endId() ? "none" : "image " + next),
          null);
    }
    if (image.pixels().length != dataset.shape().size()) {
      throw dataset.damaged(
          shard,
          "image %s has %s bytes, expected %s"
              .formatted(next, image.pixels().length, dataset.shape().size()),
          null);
    }
    content.add(next, image.label().orElse(ContentDigest.UNLABELLED), image.pixels());
    next++;
  }

  /**
   * Takes note that there are no more.
   *
   * @throws OtherImagesException if they are not those of the dataset's digest
   * @throws DatasetException if some are missing
   */
  void finish() {
    if (next != shard.endId()) {
      throw dataset.damaged(
          shard, "it ends before image %s, expected %s".formatted(next, shard.endId()), null);
    }
    // Before version 3 the dataset's digest is over the files.
    if (!shard.content().isEmpty() && !content.hex().equals(shard.content())) {
      throw dataset.otherImages(shard);
    }
  }
}
