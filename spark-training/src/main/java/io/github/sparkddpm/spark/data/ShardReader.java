package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageSource;
import io.github.sparkddpm.data.LabelledImage;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;

/** Reads shards where they are needed, on an executor too: no Spark session takes part. */
public final class ShardReader implements ImageSource {

  private final PreparedDataset dataset;
  private final Configuration hadoop;

  public ShardReader(PreparedDataset dataset, Configuration hadoop) {
    this.dataset = dataset;
    this.hadoop = hadoop;
  }

  /**
   * Loads images into memory from the shards they lie in, one shard at a time, each checked as a
   * whole against its digests in the manifest: that of the file, and that of its images.
   *
   * @param range of the dataset's ids, at most 2 GB of pixels
   * @throws OtherImagesException if a shard holds other images than the dataset's digest is of
   * @throws DatasetException if a shard is missing or is not what was prepared
   * @throws IllegalArgumentException if they are too many
   */
  @Override
  public ImageSet load(ImageRange range) throws IOException {
    ImageSet.Builder images = new ImageSet.Builder(dataset.shape(), range.count());
    for (Shard shard : dataset.manifest().shards()) {
      if (shard.overlaps(range)) {
        parse(shard, range, images);
      }
    }
    return images.build();
  }

  private byte[] verifiedBytes(Shard shard) throws IOException {
    byte[] bytes = read(shard);
    String sha256 = Sha256.of(bytes);
    if (!sha256.equals(shard.sha256())) {
      throw dataset.damaged(
          shard, "its SHA-256 is %s, expected %s".formatted(sha256, shard.sha256()), null);
    }
    return bytes;
  }

  private byte[] read(Shard shard) throws IOException {
    Path path = dataset.path(shard);
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      byte[] bytes = in.readNBytes((int) shard.bytes());
      if (bytes.length < shard.bytes() || in.read() >= 0) {
        throw dataset.damaged(
            shard, "its length is not %s bytes any more".formatted(shard.bytes()), null);
      }
      return bytes;
    } catch (FileNotFoundException e) {
      throw dataset.damaged(shard, "the file is missing", e);
    } catch (ChecksumException e) {
      throw dataset.damaged(shard, "the file system's own checksum fails", e);
    }
  }

  private void parse(Shard shard, ImageRange range, ImageSet.Builder images) throws IOException {
    ShardCheck check = new ShardCheck(dataset, shard);
    try (ParquetReader<Group> rows = ParquetInput.groups(verifiedBytes(shard))) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        LabelledImage image = image(row);
        check.add(image);
        if (range.holds(image.id())) {
          images.add(image);
        }
      }
    } catch (DatasetException e) {
      throw e;
    } catch (RuntimeException e) { // Parquet's, of a file that is none, or has other columns.
      throw dataset.damaged(shard, "it cannot be read as one (%s)".formatted(e), null);
    }
    check.finish();
  }

  private static LabelledImage image(Group row) {
    boolean labelled = row.getFieldRepetitionCount(ShardSchema.LABEL) > 0;
    return new LabelledImage(
        row.getLong(ShardSchema.ID, 0),
        labelled ? OptionalInt.of(row.getInteger(ShardSchema.LABEL, 0)) : OptionalInt.empty(),
        row.getBinary(ShardSchema.IMAGE, 0).getBytesUnsafe());
  }
}
