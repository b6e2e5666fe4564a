package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.DigestingOutput;
import io.github.sparkddpm.checkpoint.Manifest.FileDigest;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import scala.Tuple2;

/** The Parquet file of one shard: written image by image, a row group of them in memory. */
final class ShardContent implements OutputFolder.Content {

  private static final long ROW_GROUP_BYTES = 16L << 20;

  private final ImageRange ids;
  private final Iterator<Tuple2<Long, PreparedImage>> images;
  private final Runnable onImage;
  private final Configuration hadoop;
  private final ContentDigest content = new ContentDigest();
  private FileDigest file;

  /**
   * @param ids of the images that the shard must hold
   * @param images by their ids, which must grow
   * @param onImage called after each
   */
  ShardContent(
      ImageRange ids,
      Iterator<Tuple2<Long, PreparedImage>> images,
      Runnable onImage,
      Configuration hadoop) {
    this.ids = ids;
    this.images = images;
    this.onImage = onImage;
    this.hadoop = hadoop;
  }

  /**
   * Writes the file.
   *
   * @throws DatasetException if the images are not those of the ids
   */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    DigestingOutput digested = new DigestingOutput(out);
    try (ParquetWriter<Group> rows = rows(digested)) {
      long next = ids.firstId();
      for (; images.hasNext(); next++) {
        Tuple2<Long, PreparedImage> image = images.next();
        require(image._1() == next && next < ids.endId(), next);
        rows.write(row(next, image._2()));
        onImage.run();
      }
      require(next == ids.endId(), next);
    }
    file = digested.result();
  }

  /** Without dictionaries of ids and images, which do not repeat. */
  private ParquetWriter<Group> rows(OutputStream out) throws IOException {
    return ParquetOutput.groups(out, ShardSchema.TYPE)
        .withConf(hadoop)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withRowGroupSize(ROW_GROUP_BYTES)
        // Else it is looked at after 100 images, which may be large.
        .withMinRowCountForPageSizeCheck(1)
        .withDictionaryEncoding(false)
        .withDictionaryEncoding(ShardSchema.LABEL, true)
        .build();
  }

  private Group row(long id, PreparedImage image) {
    content.add(id, image.label(), image.pixels());
    Group row = new SimpleGroup(ShardSchema.TYPE);
    row.add(ShardSchema.ID, id);
    if (image.label() != PreparedImage.UNLABELLED) {
      row.add(ShardSchema.LABEL, image.label());
    }
    row.add(ShardSchema.IMAGE, Binary.fromConstantByteArray(image.pixels()));
    return row;
  }

  /** An image that was decoded again, for an executor was lost, and then otherwise, would miss. */
  private void require(boolean inPlace, long id) {
    if (!inPlace) {
      throw new DatasetException(
          "The shard of images %s to %s does not have image %s in its place: the source changed meanwhile; prepare again"
              .formatted(ids.firstId(), ids.endId() - 1, id));
    }
  }

  /**
   * What the manifest says of the written file: digests of what was meant, not of what a disk has.
   */
  Shard describe(String name) {
    return new Shard(name, ids.firstId(), ids.count(), file.bytes(), file.sha256(), content.hex());
  }
}
