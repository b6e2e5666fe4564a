package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetFolder;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.data.ShardSchema;
import io.github.sparkddpm.spark.source.parquet.ParquetRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;

/** A picture of a dataset's first images, which are images of any class. */
final class Preview {

  private static final int IMAGES = 100;
  private static final int COLUMNS = 10;
  private static final ImageGrid GRID = new ImageGrid(2, 2);

  private Preview() {}

  /** Reads as far into the shards as it must. */
  static byte[] png(
      DatasetFolder folder, List<Shard> shards, ImageShape shape, Configuration hadoop)
      throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    int wanted = IMAGES;
    for (Shard shard : shards) {
      int taken = (int) Math.min(wanted, shard.count());
      add(new Path(folder.path(), shard.file()), taken, pixels, hadoop);
      wanted -= taken;
    }
    return ImageGrid.png(GRID.render(pixels.toByteArray(), shape, COLUMNS));
  }

  private static void add(
      Path shard, int images, ByteArrayOutputStream pixels, Configuration hadoop)
      throws IOException {
    if (images == 0) {
      return;
    }
    try (ParquetReader<Group> rows = ParquetRows.all(shard, hadoop)) {
      for (int i = 0; i < images; i++) {
        pixels.writeBytes(rows.read().getBinary(ShardSchema.IMAGE, 0).getBytes());
      }
    }
  }
}
