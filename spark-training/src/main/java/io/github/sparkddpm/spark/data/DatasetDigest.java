package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The identity of a dataset: SHA-256 over the shape, the number of images and their content. How
 * many shards hold them, and in which bytes, makes no difference, as it makes none to training.
 *
 * <p>Of {@link DatasetManifest#OLDEST_VERSION} it is over every shard's ids and file: such a
 * dataset keeps the identity by which its runs know it.
 */
public final class DatasetDigest {

  /**
   * The first version whose digest is over the content; later versions give the same images the
   * same digest.
   */
  private static final int OVER_CONTENT = 3;

  private DatasetDigest() {}

  public static String of(int formatVersion, ImageShape shape, List<Shard> shards) {
    String head =
        String.format(
            Locale.ROOT,
            "spark-ddpm dataset %d\n%d %d %d\n",
            Math.min(formatVersion, OVER_CONTENT),
            shape.channels(),
            shape.height(),
            shape.width());
    String identity =
        head + (formatVersion == DatasetManifest.OLDEST_VERSION ? files(shards) : content(shards));
    return Sha256.of(identity.getBytes(StandardCharsets.UTF_8));
  }

  private static String content(List<Shard> shards) {
    ContentDigest content = new ContentDigest();
    shards.forEach(shard -> content.add(shard.content()));
    long count = shards.stream().mapToLong(Shard::count).sum();
    return String.format(Locale.ROOT, "%d %s\n", count, content.hex());
  }

  private static String files(List<Shard> shards) {
    StringBuilder files = new StringBuilder();
    for (Shard shard : shards) {
      files.append(
          String.format(Locale.ROOT, "%d %d %s\n", shard.firstId(), shard.count(), shard.sha256()));
    }
    return files.toString();
  }
}
