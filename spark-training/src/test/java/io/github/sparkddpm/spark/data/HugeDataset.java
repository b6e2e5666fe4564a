package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Datasets of many images or shards, without images. */
public final class HugeDataset {

  private HugeDataset() {}

  /** A dataset of so many images. */
  public static PreparedDataset of(ImageShape shape, long count) {
    return new PreparedDataset("file:/datasets/huge", manifest(shape, 1, count));
  }

  /** The manifest of a dataset of so many shards, each a file of one byte. */
  static DatasetManifest manifest(ImageShape shape, int shards, long imagesAShard) {
    List<Shard> files =
        IntStream.range(0, shards).mapToObj(index -> shard(index, imagesAShard)).toList();
    long count = shards * imagesAShard;
    return new DatasetManifest(
        DatasetManifest.FORMAT_VERSION,
        DatasetDigest.of(DatasetManifest.FORMAT_VERSION, shape, files),
        count,
        shape,
        List.of(),
        new TreeMap<>(),
        0,
        new DatasetManifest.Source("folder", "huge", Math.toIntExact(count), "00", new TreeMap<>()),
        new DatasetManifest.Settings(1, "#ffffff", 1),
        files);
  }

  private static Shard shard(int index, long images) {
    String digest = Sha256.of(new byte[] {(byte) index, (byte) (index >> 8), (byte) (index >> 16)});
    return new Shard(DatasetFolder.shardFile(index, ""), index * images, images, 1, digest, digest);
  }

  /** Writes the dataset's files, whose content is no image. */
  static void write(Path folder, DatasetManifest manifest) throws IOException {
    Files.createDirectories(folder.resolve("shards"));
    for (Shard shard : manifest.shards()) {
      Files.write(folder.resolve(shard.file()), new byte[1]);
    }
    Files.write(folder.resolve("manifest.json"), ManifestJson.write(manifest));
  }
}
