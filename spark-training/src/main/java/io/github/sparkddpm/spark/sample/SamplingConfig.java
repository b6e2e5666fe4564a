package io.github.sparkddpm.spark.sample;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.storage.TableName;
import io.github.sparkddpm.spark.weights.AverageChoice;
import io.github.sparkddpm.spark.weights.CheckpointChoice;
import io.github.sparkddpm.spark.weights.WeightsSource;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The keys of {@code sampling}.
 *
 * @param images images to draw, at least 1
 * @param firstId id of the first image, 0 or more: an image depends on the seed and its id alone
 * @param checkpoint whose weights are used
 * @param average which of its parameters
 * @param weights folder of a run, of one of its checkpoints or of a pipeline of diffusers that has
 *     the weights; empty for the run's own
 * @param batchSize images drawn at once by a task, at least 1
 * @param method the sampler with its settings
 * @param conditioning the classes of the images
 * @param partitions Spark tasks; 0 for one a core of the executors, as far as each gets a batch
 * @param output folder of the images; empty for one in the run's folder
 * @param format what they are written as
 * @param table the name of the table that they are written into; empty with any other format
 * @param imagesPerUnit images that a task finishes together, at least 1, rounded to whole batches
 * @param gridColumns images in a row of the picture of the first ones, at least 1
 * @param frames pictures of the first images' way from noise, 2 or more; 0 for none
 */
public record SamplingConfig(
    int images,
    long firstId,
    CheckpointChoice checkpoint,
    AverageChoice average,
    String weights,
    int batchSize,
    @JsonUnwrapped SamplingMethod method,
    @JsonUnwrapped Conditioning conditioning,
    int partitions,
    String output,
    SampleFormat format,
    String table,
    int imagesPerUnit,
    int gridColumns,
    int frames)
    implements Serializable {

  public SamplingConfig {
    require(images >= 1, "sampling.images", images, "at least 1");
    require(firstId >= 0, "sampling.first-id", firstId, "0 or more");
    require(batchSize >= 1, "sampling.batch-size", batchSize, "at least 1");
    require(partitions >= 0, "sampling.partitions", partitions, "0 (one a core) or more");
    if (format == SampleFormat.TABLE) {
      require(
          !table.isEmpty(),
          "sampling.format",
          format.id(),
          "png, parquet or npz, unless sampling.table names a table");
      require(
          TableName.parse(table).isPresent(),
          "sampling.table",
          table,
          "a table's name such as db.samples, or a folder with its format such as delta.`/path`");
    } else {
      require(table.isEmpty(), "sampling.table", table, "\"\" unless sampling.format is table");
    }
    require(imagesPerUnit >= 1, "sampling.images-per-unit", imagesPerUnit, "at least 1");
    require(gridColumns >= 1, "sampling.grid-columns", gridColumns, "at least 1");
    require(frames == 0 || frames >= 2, "sampling.frames", frames, "0 (none) or at least 2");
  }

  /** Returns the name of the table, its folder replaced if it is one. */
  public String tableAt(UnaryOperator<String> path) {
    return intoTable().map(name -> name.withPath(path).toString()).orElse("");
  }

  /** Returns the table that the images are written into, if they are. */
  public Optional<TableName> intoTable() {
    return TableName.parse(table);
  }

  /**
   * Returns the place where the weights are.
   *
   * @param run the run's folder
   */
  public WeightsSource source(String run) {
    boolean own = weights.isEmpty();
    return new WeightsSource(own ? run : weights, checkpoint, average, own);
  }

  /** Returns the number of images in a unit, which consists of whole batches. */
  int unit() {
    return Math.max(1, imagesPerUnit / batchSize) * batchSize;
  }

  /**
   * Returns the number of Spark tasks.
   *
   * @param missing images that are still to be drawn, at least 1
   * @param cores of all executors
   */
  int tasks(int missing, int cores) {
    int batches = (missing + batchSize - 1) / batchSize;
    return partitions > 0 ? partitions : Math.min(cores, batches);
  }
}
