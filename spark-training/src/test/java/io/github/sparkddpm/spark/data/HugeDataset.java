package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import java.util.List;
import java.util.TreeMap;

/** A dataset by its manifest alone: its one shard is not there. */
public final class HugeDataset {

  private HugeDataset() {}

  /** A dataset of so many images. */
  public static PreparedDataset of(ImageShape shape, long count) {
    String digest = "0".repeat(64);
    List<Shard> shards =
        List.of(new Shard("shards/shard-00000.parquet", 0, count, 1, digest, digest));
    return new PreparedDataset(
        "file:/datasets/huge",
        new DatasetManifest(
            DatasetManifest.FORMAT_VERSION,
            DatasetDigest.of(DatasetManifest.FORMAT_VERSION, shape, shards),
            count,
            shape,
            List.of(),
            new TreeMap<>(),
            0,
            new DatasetManifest.Source(
                "folder", "huge", Math.toIntExact(count), "00", new TreeMap<>()),
            new DatasetManifest.Settings(1, "#ffffff", 1),
            shards));
  }
}
