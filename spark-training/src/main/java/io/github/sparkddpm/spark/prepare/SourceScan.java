package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.spark.executor.JobProgress;
import io.github.sparkddpm.spark.prepare.PreparationProgress.Stage;
import io.github.sparkddpm.spark.source.Listing;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One pass over a source. Decoding is the costly part, so each image is decoded once. Its pixels,
 * small by then, stay on the executors' disks until it is known which images can be used. Only then
 * does each image get its id.
 */
final class SourceScan implements AutoCloseable {

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
    try (JobProgress progress = Stage.COMPARING.begin(spark, listing.entries(), listener)) {
      return survey(images(spark, listing, tasks, null, progress), listing);
    }
  }

  /** Decodes the source; to be closed when the pixels are no longer needed. */
  static SourceScan decode(
      SparkSession spark,
      Listing listing,
      PreparationPlan plan,
      Consumer<PreparationProgress> listener)
      throws OutputWriteException {
    try (JobProgress progress = Stage.DECODING.begin(spark, listing.entries(), listener)) {
      JavaRDD<PreparedImage> images =
          images(spark, listing, plan.prepare().tasks(), plan.decoder(), progress)
              .persist(StorageLevel.DISK_ONLY());
      try {
        return new SourceScan(images, survey(images, listing));
      } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
        images.unpersist(false);
        DiskFailures.throwIfNoRoom(failure);
        throw failure;
      }
    }
  }

  JavaRDD<PreparedImage> images() {
    return images;
  }

  Survey survey() {
    return survey;
  }

  @Override
  public void close() {
    images.unpersist(false);
  }

  private static Survey survey(JavaRDD<PreparedImage> images, Listing listing) {
    List<PartSurvey> parts =
        images.mapPartitions(part -> List.of(PartSurvey.of(part)).iterator()).collect();
    return Survey.of(parts, listing.entries());
  }

  private static JavaRDD<PreparedImage> images(
      SparkSession spark, Listing listing, int tasks, ImageDecoder decoder, JobProgress progress) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Broadcast<SerializableConfiguration> shared =
        context.broadcast(new SerializableConfiguration(hadoop));
    return listing
        .splits()
        .rdd(context, tasks)
        .mapPartitions(new DecodingTask(decoder, progress.sender(), shared));
  }
}
