package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.EpochOrder;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dataset whose manifest is valid and whose shards are all there; travels to executors.
 *
 * @param folder the qualified path of the manifest's folder
 * @param count the number of images that are used; their ids are 0 to count - 1
 */
public record PreparedDataset(String folder, DatasetManifest manifest, long count)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(PreparedDataset.class);

  public PreparedDataset(String folder, DatasetManifest manifest) {
    this(folder, manifest, manifest.count());
  }

  /**
   * Opens a dataset and checks by one listing that every shard exists with its length; their
   * digests are checked when they are read.
   *
   * @param location the dataset's folder, or its {@code manifest.json}
   * @throws DatasetException if there is no dataset, or it is damaged
   */
  public static PreparedDataset open(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    boolean isManifest = path.getName().equals(DatasetFolder.MANIFEST);
    DatasetFolder folder = new DatasetFolder(isManifest ? path.getParent() : path, hadoop);
    PreparedDataset dataset = new PreparedDataset(folder.path().toString(), folder.readManifest());
    Map<String, Long> lengths = folder.shardLengths();
    dataset.manifest.shards().forEach(shard -> dataset.requirePresent(shard, lengths));
    return dataset;
  }

  /** Returns whether there is a prepared dataset in a folder. */
  public static boolean isAt(String folder, Configuration hadoop) throws IOException {
    return new DatasetFolder(new Path(folder), hadoop).holdsDataset();
  }

  /**
   * The same without its last images, which are held out.
   *
   * @param heldOut how many, 0 or more
   * @throws DatasetException if none would be left
   */
  public PreparedDataset withoutLast(long heldOut) {
    if (heldOut >= manifest.count()) {
      throw new DatasetException(
          "training.held-out = %s leaves no image of the %s in %s: lower it"
              .formatted(heldOut, manifest.count(), folder));
    }
    return new PreparedDataset(folder, manifest, manifest.count() - heldOut);
  }

  /** The shape of every image. */
  public ImageShape shape() {
    return manifest.shape();
  }

  /**
   * Makes sure that the images fit.
   *
   * @throws DatasetException if they are of another shape
   */
  public void requireShape(ImageShape expected) {
    requireShape(folder, shape(), expected);
  }

  /**
   * Makes sure that a network that is told classes can learn them. Images without a label are
   * allowed; the log counts them.
   *
   * @param classes 0 for a network without
   * @throws DatasetException if no image has a label, or one has a label outside of the classes
   */
  public void requireLabels(int classes) {
    if (classes == 0) {
      return;
    }
    long labelled = manifest.labelCounts().values().stream().mapToLong(Long::longValue).sum();
    if (labelled == 0) {
      throw new DatasetException(
          "network.classes = %s, but the images of %s have no labels: prepare them with labels (data.source-labels, data.folder-labels or data.label-column) into another folder, or set network.classes = 0"
              .formatted(classes, folder));
    }
    requireKnownLabels(classes);
    if (labelled < manifest.count()) {
      LOG.warn(
          "{} of {} images in {} have no label; they teach the network to do without a class",
          manifest.count() - labelled,
          manifest.count(),
          folder);
    }
  }

  /**
   * Makes sure that a network knows the classes of the images.
   *
   * @param classes 0 for a network that is told none
   * @throws DatasetException if an image has a label outside of the classes
   */
  public void requireKnownLabels(int classes) {
    SortedMap<Integer, Long> counts = manifest.labelCounts();
    if (classes > 0
        && !counts.isEmpty()
        && (counts.firstKey() < 0 || counts.lastKey() >= classes)) {
      throw new DatasetException(
          "The labels of %s are from %s to %s, but with network.classes = %s they must be from 0 to %s"
              .formatted(folder, counts.firstKey(), counts.lastKey(), classes, classes - 1));
    }
  }

  /**
   * The order in which training sees the images.
   *
   * @param batchSize B, over all workers
   * @param workers how many share the batch, each of whom must be able to hold its share
   * @throws DatasetException if a worker's share of a window has more than {@link
   *     ImageSet#MAX_BYTES}
   */
  public EpochOrder order(NoiseStream noise, int batchSize, int shuffleWindow, int workers) {
    EpochOrder order = new EpochOrder(noise, count(), batchSize, shuffleWindow);
    long bytes = Math.multiplyExact(order.largestShare(workers), (long) shape().size());
    if (bytes > ImageSet.MAX_BYTES) {
      throw new DatasetException(
          ("A worker's share of a window of %s images of %s has %s bytes of pixels, at most %s fit"
                  + " into one array: lower training.shuffle-window to at most %s, or use more than"
                  + " %s workers")
              .formatted(
                  order.images(0).count(),
                  folder,
                  bytes,
                  ImageSet.MAX_BYTES,
                  largestWindow(batchSize, workers),
                  workers));
    }
    return order;
  }

  /** A share is less than two images larger than its slots' part of the window. */
  private long largestWindow(int batchSize, int workers) {
    int slots = (batchSize + workers - 1) / workers;
    return (long) (ImageSet.MAX_BYTES / shape().size() - 2) * batchSize / slots;
  }

  static void requireShape(String location, ImageShape found, ImageShape expected) {
    if (!found.equals(expected)) {
      throw new DatasetException(
          ("The images of %s have %s channels of %s, but the network takes %s of %s: change"
                  + " the network's image-size and channels, or name other images")
              .formatted(
                  location,
                  found.channels(),
                  found.sides(),
                  expected.channels(),
                  expected.sides()));
    }
  }

  Path path(Shard shard) {
    return new Path(folder, shard.file());
  }

  private void requirePresent(Shard shard, Map<String, Long> lengths) {
    Long length = lengths.get(path(shard).getName());
    if (length == null) {
      throw damaged(shard, "the file is missing", null);
    }
    if (length != shard.bytes()) {
      throw damaged(shard, "it has %s bytes, expected %s".formatted(length, shard.bytes()), null);
    }
  }

  OtherImagesException otherImages(Shard shard) {
    return new OtherImagesException(
        "The images of %s are not those of the dataset's digest %s: somebody replaced the shard; restore the dataset, or delete the folder %s and prepare it again"
            .formatted(path(shard), manifest.digest(), folder));
  }

  DatasetException damaged(Shard shard, String found, IOException cause) {
    return new DatasetException(
        "Damaged dataset: shard %s: %s; delete the folder %s and prepare the dataset again"
            .formatted(path(shard), found, folder),
        cause);
  }
}
