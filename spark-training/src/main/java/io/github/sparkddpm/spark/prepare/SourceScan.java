package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.executor.JobProgress;
import io.github.sparkddpm.spark.prepare.PreparationProgress.Stage;
import io.github.sparkddpm.spark.prepare.StoringTask.Stored;
import io.github.sparkddpm.spark.source.Listing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over a source. Decoding is the costly part, so each image is decoded once. Its pixels,
 * small by then, wait in files until it is known which images can be used. Only then does each
 * image get its id.
 */
final class SourceScan {

  private static final Logger LOG = LoggerFactory.getLogger(SourceScan.class);

  private final JavaRDD<PreparedImage> images;
  private final Survey survey;

  private SourceScan(JavaRDD<PreparedImage> images, Survey survey) {
    this.images = images;
    this.survey = survey;
  }

  /**
   * Digests the source without decoding.
   *
   * @return a survey without quarantined images
   */
  static Survey digests(
      SparkSession spark, Listing listing, int tasks, Consumer<PreparationProgress> listener) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (JobProgress progress = Stage.COMPARING.begin(spark, listing.entries(), listener)) {
      DecodingTask task = new DecodingTask(null, Map.of(), progress.sender(), hadoop(context));
      List<PartSurvey> parts =
          listing
              .splits()
              .rdd(context, tasks)
              .mapPartitions(task)
              .mapPartitions(part -> List.of(PartSurvey.of(part)).iterator())
              .collect();
      return Survey.of(parts, listing.entries());
    }
  }

  /**
   * Decodes the source into files. Images that are there already, with the same bytes in the
   * source, are not decoded again.
   *
   * @param files where they wait; deleted by the caller
   */
  static SourceScan decode(
      SparkSession spark,
      Listing listing,
      PreparationPlan plan,
      DecodedImageFiles files,
      Consumer<PreparationProgress> listener)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop = hadoop(context);
    Map<Integer, String> earlier = files.found(context.hadoopConfiguration());
    if (!earlier.isEmpty()) {
      LOG.info(
          "Going on where an unfinished preparation ended: {} files hold images that it decoded",
          earlier.size());
    }
    try (JobProgress progress = Stage.DECODING.begin(spark, listing.entries(), listener)) {
      List<Stored> stored =
          listing
              .splits()
              .rdd(context, plan.prepare().tasks())
              .mapPartitions(new DecodingTask(plan.decoder(), earlier, progress.sender(), hadoop))
              .mapPartitions(new StoringTask(files, hadoop))
              .collect();
      return new SourceScan(
          images(context, stored, hadoop),
          Survey.of(stored.stream().map(Stored::survey).toList(), listing.entries()));
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      DiskFailures.throwIfNotWritten(failure);
      throw failure;
    }
  }

  private static JavaRDD<PreparedImage> images(
      JavaSparkContext context, List<Stored> stored, Broadcast<SerializableConfiguration> hadoop) {
    return context
        .parallelize(stored.stream().map(Stored::path).toList(), stored.size())
        .flatMap(path -> new StoredImages(path, hadoop.value().value()));
  }

  private static Broadcast<SerializableConfiguration> hadoop(JavaSparkContext context) {
    return context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  /** Returns the images that can be used. */
  JavaRDD<PreparedImage> images() {
    return images;
  }

  Survey survey() {
    return survey;
  }
}
