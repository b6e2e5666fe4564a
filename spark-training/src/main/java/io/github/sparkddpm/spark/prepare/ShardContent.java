package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.checkpoint.DigestingOutput;
import io.github.sparkddpm.checkpoint.Manifest.FileDigest;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.spark.data.ContentDigest;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.data.ParquetOutput;
import io.github.sparkddpm.spark.data.ShardSchema;
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

/** The Parquet file of one shard. It is written image by image, with one row group in memory. */
final class ShardContent implements OutputFolder.Content {

  private final ImageRange ids;
  private final Iterator<Tuple2<Long, PreparedImage>> images;
  private final Runnable onImage;
  private final Configuration hadoop;
  private final ContentDigest content = new ContentDigest();
  private FileDigest file;

  /**
   * Creates the content of a shard.
   *
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

  /** Opens a writer that keeps no dictionaries of ids and images, because they do not repeat. */
  private ParquetWriter<Group> rows(OutputStream out) throws IOException {
    return ParquetOutput.groups(out, ShardSchema.TYPE)
        .withConf(hadoop)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withRowGroupSize(ShardSchema.ROW_GROUP_BYTES)
        // By default Parquet first checks the size after 100 images, which may be large.
        .withMinRowCountForPageSizeCheck(1)
        .withDictionaryEncoding(false)
        .withDictionaryEncoding(ShardSchema.LABEL, true)
        .build();
  }

  private Group row(long id, PreparedImage image) {
    content.add(id, image.label(), image.pixels());
    Group row = new SimpleGroup(ShardSchema.TYPE);
    row.add(ShardSchema.ID, id);
    if (image.label() != ContentDigest.UNLABELLED) {
      row.add(ShardSchema.LABEL, image.label());
    }
    row.add(ShardSchema.IMAGE, Binary.fromConstantByteArray(image.pixels()));
    return row;
  }

  /**
   * Ensures that an image is the one expected. Losing an executor may have caused images to be
   * decoded again, with another result.
   */
  private void require(boolean inPlace, long id) {
    if (!inPlace) {
      throw new DatasetException(
          "The shard of images %s to %s does not have image %s in its place: the source changed meanwhile; prepare again"
              .formatted(ids.firstId(), ids.endId() - 1, id));
    }
  }

  /**
   * Returns the manifest's entry for the written file. Its digests are those of the bytes sent to
   * the disk, not of the bytes read back.
   */
  Shard describe(String name) {
    return new Shard(name, ids.firstId(), ids.count(), file.bytes(), file.sha256(), content.hex());
  }
}
