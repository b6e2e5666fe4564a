package io.github.sparkddpm.ml;

import io.github.sparkddpm.jobs.ExitCode;
import io.github.sparkddpm.jobs.JobException;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.weights.Weights;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Draws images with trained weights, as the verb {@code sample} does. An image depends on the
 * weights, the seed and its id alone.
 *
 * <p>Images are drawn when they are asked for, into a folder below {@code samples}, and those that
 * are there are not drawn again. A saved model is a checkpoint, which {@code sampling.weights} and
 * {@code training.start-from} take too.
 */
public final class DiffusionModel extends Model<DiffusionModel> implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private static final String IMAGES = "generated";

  private final String uid;
  private final KeyParams keyed;
  private final Param<String> weights;
  private final Param<String> average;
  private final Param<String> samples;
  private final LongParam seed;

  /** Creates a model without weights. */
  public DiffusionModel() {
    this(Identifiable$.MODULE$.randomUID("diffusion"));
  }

  /** Creates a model of a name without weights, as Spark does when it loads one. */
  public DiffusionModel(String uid) {
    this.uid = uid;
    keyed = new KeyParams(this);
    weights = keyed.add("sampling.weights", doc -> new Param<>(this, "weights", doc));
    average = keyed.add("sampling.average", doc -> new Param<>(this, "average", doc));
    samples = keyed.add("sampling.output", doc -> new Param<>(this, "samples", doc));
    seed = keyed.add("seed", doc -> new LongParam(this, "seed", doc));
  }

  /**
   * Loads a model that was saved, or that of a run of {@code train}.
   *
   * @param path folder of the saved model, of the run or of one of its checkpoints
   * @throws JobException if there is none
   */
  public static DiffusionModel load(String path) {
    return read().load(path);
  }

  /** Returns the reader of {@link #load}. */
  public static MLReader<DiffusionModel> read() {
    return new ModelReader();
  }

  /** Gives the model its weights, and its images a folder unless they have one. */
  DiffusionModel of(Weights found, String folder) {
    set(average, found.average());
    return at(found.folder(), folder);
  }

  /** Does the same if it is known which of the checkpoint's parameters are used. */
  DiffusionModel at(String checkpoint, String folder) {
    set(weights, checkpoint);
    if (!isSet(samples)) {
      set(samples, folder + "/" + IMAGES);
    }
    return this;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Draws the images of ids from 0 on, in the order of their ids. */
  public Dataset<Row> generate(int images) {
    return generate(0, images);
  }

  /**
   * Draws images, in the order of their ids.
   *
   * @param firstId of the first one, 0 or more
   * @param images their number, at least 1
   * @return columns as {@code sample} writes them with {@code sampling.format=parquet}
   * @throws JobException for whatever users can mend, in one line
   */
  public Dataset<Row> generate(long firstId, int images) {
    SparkSession spark = SparkSession.active();
    Column id = new Column(ImageRows.ID);
    return drawing(spark)
        .draw(List.of(new IdRange(firstId, images)))
        .where(id.between(firstId, firstId + images - 1))
        .orderBy(id);
  }

  /**
   * Draws an image for each row.
   *
   * @param dataset has a column {@code id} of whole numbers, 0 or more
   * @return the same rows with the columns of {@link #generate}
   * @throws JobException for whatever users can mend, in one line
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    Dataset<Row> images =
        drawing(dataset.sparkSession())
            .draw(ImageRows.ids(dataset))
            .withColumnRenamed(ImageRows.ID, uid);
    return dataset
        .toDF()
        .join(images, dataset.col(ImageRows.ID).equalTo(images.col(uid)), "left")
        .drop(uid);
  }

  /**
   * Adds the columns of images.
   *
   * @throws JobException if there is no column of ids, or there are columns of images already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    ImageRows.requireIds(schema);
    return ImageRows.withImages(schema);
  }

  /** Returns a writer of a folder that {@link #load} reads. */
  @Override
  public MLWriter write() {
    return new ModelWriter(this);
  }

  /** Returns a writer of the params alone. */
  MLWriter paramsWriter() {
    return DefaultParamsWritable.super.write();
  }

  @Override
  public DiffusionModel copy(ParamMap extra) {
    DiffusionModel copy = copyValues(new DiffusionModel(uid), extra);
    return hasParent() ? copy.setParent(parent()) : copy;
  }

  /** Returns a copy that is saved: where its weights and images are is known once it is loaded. */
  DiffusionModel withoutPlaces() {
    DiffusionModel copy = copy(ParamMap.empty());
    copy.clear(weights);
    copy.clear(samples);
    return copy;
  }

  private Drawing drawing(SparkSession spark) {
    requireWeights();
    return new Drawing(this, spark);
  }

  /**
   * Returns the folder of the weights.
   *
   * @throws JobException if the model has none
   */
  String requireWeights() {
    if (!isSet(weights)) {
      throw new JobException(
          ExitCode.USAGE,
          "The model %s has no weights: fit a DiffusionEstimator, or load a model, first"
              .formatted(uid));
    }
    return getOrDefault(weights);
  }

  List<String> overrides() {
    return keyed.overrides();
  }

  /** Sets another key of the configuration, its value in HOCON, such as sampling.steps. */
  public DiffusionModel withKey(String key, String value) {
    keyed.setOther(key, value);
    return this;
  }

  /** Returns the param of all other keys. */
  public StringArrayParam keys() {
    return keyed.others();
  }

  /** Sets all other keys, each as {@code key=value}. */
  public DiffusionModel setKeys(String... value) {
    set(keys(), value);
    return this;
  }

  /** Returns the param of the same name. */
  public Param<String> weights() {
    return weights;
  }

  /** Returns the param of the same name. */
  public Param<String> average() {
    return average;
  }

  /** Returns the param of the same name. */
  public Param<String> samples() {
    return samples;
  }

  /** Sets the param of the same name. */
  public DiffusionModel setSamples(String value) {
    set(samples, value);
    return this;
  }

  /** Returns the param of the same name. */
  public LongParam seed() {
    return seed;
  }

  /** Sets the param of the same name. */
  public DiffusionModel setSeed(long value) {
    set(seed, value);
    return this;
  }
}
