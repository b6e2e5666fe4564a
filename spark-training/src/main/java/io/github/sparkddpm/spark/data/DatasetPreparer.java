package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetManifest.Source;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Spark job that turns raw images into a prepared dataset: shards, a preview and a manifest.
 *
 * <p>All or nothing on any file system: the manifest is written last, and a preparation that fails
 * deletes what it wrote. The same source and settings give the same bytes.
 */
public final class DatasetPreparer {

  private static final Logger LOG = LoggerFactory.getLogger(DatasetPreparer.class);

  private static final ImageGrid PREVIEW_GRID = new ImageGrid(2, 2);
  private static final int PREVIEW_COLUMNS = 10;

  private final SparkSession spark;
  private final Configuration hadoop;

  public DatasetPreparer(SparkSession spark) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
  }

  /**
   * Prepares a dataset, or keeps it if the folder holds it already.
   *
   * @param folder an empty or new folder on any Hadoop file system; what a killed preparation left
   *     there is deleted
   * @param shards the number of Parquet files, 1 to the number of images
   * @param expected what the source's images must be, if that matters
   * @throws OutputRefusedException if the folder holds anything else
   * @throws IllegalArgumentException if the source is bad, its images are of another shape or the
   *     shards are out of range
   */
  public PreparedDataset prepare(
      IdxSource source, String folder, int shards, Optional<ImageShape> expected)
      throws IOException {
    DatasetFolder output = new DatasetFolder(new Path(folder), hadoop);
    boolean prepared = output.holdsDataset();
    if (!prepared) {
      output.requireEmpty();
    }
    SourceSurvey survey = SourceSurvey.of(source, hadoop);
    expected.ifPresent(
        shape -> PreparedDataset.requireShape(source.images(), survey.shape(), shape));
    requireShardCount(shards, survey);
    return prepared ? keep(output, survey, shards) : write(source, survey, output, shards);
  }

  private PreparedDataset keep(DatasetFolder output, SourceSurvey survey, int shards)
      throws IOException {
    PreparedDataset dataset = PreparedDataset.open(output.path().toString(), hadoop);
    DatasetManifest manifest = dataset.manifest();
    if (!digests(manifest.sources()).equals(digests(survey.sources()))) {
      throw new OutputRefusedException(
          "Output folder %s holds another dataset, made of %s: name another folder"
              .formatted(output.path(), manifest.sources().stream().map(Source::name).toList()));
    }
    if (manifest.shards().size() != shards) {
      throw new OutputRefusedException(
          "Output folder %s holds this dataset in %d shards, not %d: name another folder or keep %d"
              .formatted(
                  output.path(), manifest.shards().size(), shards, manifest.shards().size()));
    }
    LOG.info(
        "Kept {}: it holds this dataset already, digest {}",
        dataset.folder(),
        dataset.manifest().digest());
    return dataset;
  }

  private PreparedDataset write(
      IdxSource source, SourceSurvey survey, DatasetFolder output, int shards) throws IOException {
    boolean existedBefore = output.exists();
    try {
      var written =
          new ShardWriter(spark, hadoop)
              .write(source.qualified(hadoop), output, SliceReader.slices(survey.count(), shards));
      output.writePreview(preview(survey));
      output.writeManifest(DatasetManifest.of(survey, written));
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      discard(output, existedBefore, failure);
      throw failure;
    }
    PreparedDataset dataset = PreparedDataset.open(output.path().toString(), hadoop);
    LOG.info(
        "Prepared {}: {} images in {} shards, digest {}",
        dataset.folder(),
        survey.count(),
        shards,
        dataset.manifest().digest());
    return dataset;
  }

  private static void discard(DatasetFolder output, boolean existedBefore, Throwable failure) {
    try {
      output.discard(existedBefore);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void requireShardCount(int shards, SourceSurvey survey) {
    if (shards < 1 || shards > survey.count()) {
      throw new IllegalArgumentException(
          "Cannot cut %d images into %d shards: choose 1 to %d"
              .formatted(survey.count(), shards, survey.count()));
    }
  }

  private static byte[] preview(SourceSurvey survey) throws IOException {
    return ImageGrid.png(
        PREVIEW_GRID.render(survey.previewPixels(), survey.shape(), PREVIEW_COLUMNS));
  }

  private static List<String> digests(List<Source> sources) {
    return sources.stream().map(Source::sha256).toList();
  }
}
