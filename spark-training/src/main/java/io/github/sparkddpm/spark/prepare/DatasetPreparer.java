package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.DatasetFolder;
import io.github.sparkddpm.spark.data.DatasetManifest;
import io.github.sparkddpm.spark.data.DatasetManifest.Settings;
import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.executor.JobProgress;
import io.github.sparkddpm.spark.prepare.PreparationProgress.Stage;
import io.github.sparkddpm.spark.source.Listing;
import io.github.sparkddpm.spark.source.RawSource;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Spark job that turns raw images into a prepared dataset: shards, a preview and a manifest.
 *
 * <p>It is all or nothing on any file system, because the manifest is written last. A preparation
 * that fails deletes what it wrote, except the list of unusable images if there were too many. One
 * that is killed, or whose cluster fails, leaves the images it decoded, and the same goes on from
 * there. The same source and settings give the same digest, however many tasks and executors share
 * the work. The driver holds nothing for each image, and no pixels but those of the preview.
 */
public final class DatasetPreparer {

  private static final Logger LOG = LoggerFactory.getLogger(DatasetPreparer.class);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Consumer<PreparationProgress> listener;

  /**
   * Creates a preparer.
   *
   * @param spark made with the plugin {@link io.github.sparkddpm.spark.executor.EventPlugin}
   * @param listener called while images are prepared, by other threads, one at a time
   */
  public DatasetPreparer(SparkSession spark, Consumer<PreparationProgress> listener) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.listener = listener;
  }

  /**
   * Prepares a dataset, or keeps it if the folder holds it already.
   *
   * @param folder an empty or new folder on any Hadoop file system, or one that an unfinished
   *     preparation left
   * @throws OutputRefusedException if the folder holds anything else
   * @throws IllegalArgumentException if the source is bad, too many of its images are unusable or
   *     the shards are more than its images
   */
  public PreparedDataset prepare(RawSource source, PreparationPlan plan, String folder)
      throws IOException {
    DatasetFolder output = new DatasetFolder(new Path(folder), hadoop);
    boolean prepared = output.holdsDataset();
    if (!prepared) {
      output.requireEmpty();
    }
    Listing listing = source.list(spark);
    LOG.info("Found {}: {}", listing.format().description(), listing.description());
    if (!listing.passedOver().isNone()) {
      LOG.info("Passed over: {}", listing.passedOver().description());
    }
    requireShardCount(plan.shards(), listing.entries());
    try {
      return prepared ? keep(output, listing, plan) : write(output, listing, plan);
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      throwIfOfSource(failure);
      throw failure;
    }
  }

  /** Throws a fault that an executor found in the source as if the driver had found it. */
  private static void throwIfOfSource(Throwable failure) {
    DatasetException fault = faultOfSource(failure.getCause());
    if (fault != null) {
      throw new DatasetException(fault.getMessage(), failure);
    }
  }

  /** Returns the fault of the source among a failure and its causes; null if there is none. */
  private static DatasetException faultOfSource(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DatasetException fault) {
        return fault;
      }
    }
    return null;
  }

  private PreparedDataset keep(DatasetFolder output, Listing listing, PreparationPlan plan)
      throws IOException {
    PreparedDataset dataset = PreparedDataset.open(output.path().toString(), hadoop);
    DatasetManifest manifest = dataset.manifest();
    requireComparable(output, manifest);
    requireSameSettings(output, manifest, plan);
    Survey survey =
        manifest.source().entries() == listing.entries()
            ? SourceScan.digests(spark, listing, plan.prepare().tasks(), listener)
            : null;
    if (survey == null || !survey.digest().equals(manifest.source().sha256())) {
      throw new OutputRefusedException(
          "Output folder %s holds another dataset, made of %s (%s images): name another folder"
              .formatted(output.path(), manifest.source().name(), manifest.source().entries()));
    }
    // A preparation that was killed right after its manifest left them.
    output.discardDecoded();
    LOG.info(
        "Kept {}: it holds this dataset already, digest {}", dataset.folder(), manifest.digest());
    return dataset;
  }

  private static void requireComparable(DatasetFolder output, DatasetManifest manifest) {
    if (manifest.formatVersion() < DatasetManifest.FORMAT_VERSION) {
      throw new OutputRefusedException(
          "Output folder %s holds a dataset of format version %s, made by an older release, which cannot be compared with the source: train with it as it is, or name another folder"
              .formatted(output.path(), manifest.formatVersion()));
    }
  }

  private static void requireSameSettings(
      DatasetFolder output, DatasetManifest manifest, PreparationPlan plan) {
    if (manifest.shards().size() != plan.shards()) {
      throw new OutputRefusedException(
          "Output folder %s holds this dataset in %s shards, not %s: name another folder or keep %s"
              .formatted(
                  output.path(),
                  manifest.shards().size(),
                  plan.shards(),
                  manifest.shards().size()));
    }
    Settings wanted = DatasetDescription.settings(plan);
    if (!manifest.settings().equals(wanted) || !manifest.shape().equals(plan.shape())) {
      throw new OutputRefusedException(
          "Output folder %s holds a dataset made with %s and %s, not %s and %s: name another folder"
              .formatted(
                  output.path(), manifest.shape(), manifest.settings(), plan.shape(), wanted));
    }
  }

  private PreparedDataset write(DatasetFolder output, Listing listing, PreparationPlan plan)
      throws IOException {
    boolean existedBefore = output.exists();
    output.requireWritable(existedBefore);
    Quarantine quarantine;
    try {
      SourceScan scan =
          SourceScan.decode(spark, listing, plan, decoded(output, listing, plan), listener);
      quarantine = new Quarantine(scan.survey().quarantined(), listing.entries());
      if (!quarantine.exceeds(plan.prepare().maxQuarantinedShare())) {
        write(output, listing, plan, scan, quarantine);
      }
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      if (!isInterruption(failure)) {
        discard(output, existedBefore, failure);
      }
      throw failure;
    }
    output.discardDecoded();
    if (quarantine.exceeds(plan.prepare().maxQuarantinedShare())) {
      throw tooMany(quarantine, plan, output);
    }
    PreparedDataset dataset = PreparedDataset.open(output.path().toString(), hadoop);
    LOG.info(
        "Prepared {}: {} images in {} shards, digest {}",
        dataset.folder(),
        dataset.count(),
        plan.shards(),
        dataset.manifest().digest());
    return dataset;
  }

  /** Returns the files for decoded images, among them those of the same preparation unfinished. */
  private DecodedImageFiles decoded(DatasetFolder output, Listing listing, PreparationPlan plan)
      throws IOException {
    String preparation = DecodedImageFiles.preparation(listing, plan);
    output.clear(preparation);
    return new DecodedImageFiles(
        output.decoded(preparation).toString(), spark.sparkContext().applicationId());
  }

  /**
   * Returns whether the cluster failed, and not the source or the output. The same command then
   * goes on from the images that are decoded.
   */
  private static boolean isInterruption(Throwable failure) {
    return failure instanceof SparkException && faultOfSource(failure) == null;
  }

  private void write(
      DatasetFolder output,
      Listing listing,
      PreparationPlan plan,
      SourceScan scan,
      Quarantine quarantine)
      throws IOException {
    IdAssignment ids =
        IdAssignment.of(plan.prepare().seed(), listing.entries(), quarantine.images());
    requireShardCount(plan.shards(), ids.count());
    List<Shard> shards;
    try (JobProgress progress = Stage.WRITING.begin(spark, ids.count(), listener)) {
      shards =
          new ShardWriter(spark, hadoop)
              .write(scan.images(), ids, plan.shards(), output, progress.sender());
    }
    if (!quarantine.isEmpty()) {
      Path report = output.writeQuarantine(quarantine.jsonLines());
      LOG.warn(
          "{} of {} images are unusable and left out, see {}: {}",
          quarantine.images().size(),
          listing.entries(),
          report,
          quarantine.first());
    }
    output.writePreview(Preview.png(output, shards, plan.shape(), hadoop));
    output.writeManifest(DatasetDescription.manifest(plan, listing, scan.survey(), shards));
  }

  private static DatasetException tooMany(
      Quarantine quarantine, PreparationPlan plan, DatasetFolder output) throws IOException {
    Path report = output.writeQuarantine(quarantine.jsonLines());
    return new DatasetException(
        ("%s of %s images are unusable, more than the share of %s allowed: %s; all are listed in"
                + " %s: mend or remove them, or raise prepare.max-quarantined-share")
            .formatted(
                quarantine.images().size(),
                quarantine.entries(),
                plan.prepare().maxQuarantinedShare(),
                quarantine.first(),
                report));
  }

  private static void discard(DatasetFolder output, boolean existedBefore, Throwable failure) {
    try {
      output.discard(existedBefore);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Ensures that each shard gets an image.
   *
   * @throws IllegalArgumentException naming the key if not
   */
  public static void requireShardCount(int shards, int images) {
    if (shards > images) {
      throw new IllegalArgumentException(
          "Cannot cut %s images into %s shards: set data.shards to 1 up to %s"
              .formatted(images, shards, Math.max(1, images)));
    }
  }
}
