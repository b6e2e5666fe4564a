package io.github.sparkddpm.ml;

import io.github.sparkddpm.jobs.ExitCode;
import io.github.sparkddpm.jobs.JobException;
import io.github.sparkddpm.jobs.SessionVerbs;
import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.spark.source.SourceOptions;
import io.github.sparkddpm.spark.source.TableSource;
import io.github.sparkddpm.spark.source.table.GivenRows;
import io.github.sparkddpm.spark.source.table.TableListing;
import io.github.sparkddpm.spark.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a diffusion model on the images of a DataFrame, as the verbs {@code prepare} and {@code
 * train} do. The images are in a column as bytes of image files, as a struct {bytes, path} or as
 * paths.
 *
 * <p>{@code output} is the run's folder. It gets the prepared images too, unless another key {@code
 * data.prepared} is set. The same fit goes on where an earlier one was stopped. Other rows or
 * another network need another folder.
 *
 * <p>The session must have been made with {@code spark.plugins} set to {@link
 * io.github.sparkddpm.spark.executor.EventPlugin}.
 */
public final class DiffusionEstimator extends Estimator<DiffusionModel>
    implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;
  private final KeyParams keyed;
  private final Param<String> config;
  private final Param<String> imageCol;
  private final Param<String> labelCol;
  private final StringArrayParam orderBy;
  private final IntParam imageSize;
  private final IntParam channels;
  private final IntParam steps;
  private final IntParam batchSize;
  private final DoubleParam learningRate;
  private final IntParam workers;
  private final LongParam seed;
  private final Param<String> output;

  /** Creates an estimator. */
  public DiffusionEstimator() {
    this(Identifiable$.MODULE$.randomUID("diffusion"));
  }

  /** Creates an estimator of a name, as Spark does when it copies or loads one. */
  public DiffusionEstimator(String uid) {
    this.uid = uid;
    keyed = new KeyParams(this);
    config =
        new Param<>(
            this,
            "config",
            "A preset, such as conf/digits.conf: a file on this machine with keys in HOCON. Params"
                + " and keys that are set win over it.");
    imageCol = keyed.add("data.image-column", doc -> new Param<>(this, "imageCol", doc));
    labelCol = keyed.add("data.label-column", doc -> new Param<>(this, "labelCol", doc));
    orderBy = keyed.add("data.order-by", doc -> new StringArrayParam(this, "orderBy", doc));
    imageSize = keyed.add("network.image-size", doc -> new IntParam(this, "imageSize", doc));
    channels = keyed.add("network.channels", doc -> new IntParam(this, "channels", doc));
    steps = keyed.add("training.steps", doc -> new IntParam(this, "steps", doc));
    batchSize = keyed.add("training.batch-size", doc -> new IntParam(this, "batchSize", doc));
    learningRate =
        keyed.add("training.learning-rate", doc -> new DoubleParam(this, "learningRate", doc));
    workers = keyed.add("training.workers", doc -> new IntParam(this, "workers", doc));
    seed = keyed.add("seed", doc -> new LongParam(this, "seed", doc));
    output = keyed.add("output", doc -> new Param<>(this, "output", doc));
  }

  /** Loads an estimator that was saved. */
  public static DiffusionEstimator load(String path) {
    return read().load(path);
  }

  /** Returns the reader of saved estimators. */
  public static MLReader<DiffusionEstimator> read() {
    return new DefaultParamsReadable<DiffusionEstimator>() {}.read();
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * Trains.
   *
   * @throws JobException for whatever users can mend, in one line
   */
  @Override
  public DiffusionModel fit(Dataset<?> dataset) {
    RunConfig run = configured();
    SessionVerbs verbs = SessionVerbs.in(dataset.sparkSession());
    SourceOptions source = run.data().source();
    requireColumns(dataset.schema(), source);
    TableSource rows =
        new TableSource(
            new GivenRows(dataset.toDF()), source.imageColumn(), label(source), source.orderBy());
    Weights weights = verbs.fit(rows, run);
    DiffusionModel model =
        copyValues(new DiffusionModel(uid), ParamMap.empty()).of(weights, verbs.folder(run));
    return model.setParent(this);
  }

  /**
   * Returns the columns of the model's images, after those of the images to train on.
   *
   * @throws JobException if there is no column of images, or it is of another type
   */
  @Override
  public StructType transformSchema(StructType schema) {
    requireColumns(schema, configured().data().source());
    return ImageRows.withImages(schema);
  }

  @Override
  public DiffusionEstimator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  private RunConfig configured() {
    List<String> overrides = new ArrayList<>();
    if (isSet(output)) {
      overrides.add(ConfigLoader.override("data.prepared", getOrDefault(output) + "/prepared"));
    }
    overrides.addAll(keyed.overrides());
    overrides.add("data.format=table");
    overrides.add("data.source-images=DataFrame");
    overrides.add("data.source-labels=\"\"");
    overrides.add("data.folder-labels=false");
    Optional<Path> preset =
        isSet(config) ? Optional.of(Path.of(getOrDefault(config))) : Optional.empty();
    return SessionVerbs.explained(() -> ConfigLoader.load(preset, overrides).run());
  }

  private static void requireColumns(StructType schema, SourceOptions source) {
    try {
      TableListing.requireColumns(
          schema, source.imageColumn(), label(source).orElse(null), source.orderBy());
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.BAD_INPUT, e.getMessage(), e);
    }
  }

  private static Optional<String> label(SourceOptions source) {
    return Optional.of(source.labelColumn()).filter(column -> !column.isEmpty());
  }

  /** Sets another key of the configuration, its value in HOCON. */
  public DiffusionEstimator withKey(String key, String value) {
    keyed.setOther(key, value);
    return this;
  }

  /** Returns the param of all other keys. */
  public StringArrayParam keys() {
    return keyed.others();
  }

  /** Sets all other keys, each as {@code key=value}. */
  public DiffusionEstimator setKeys(String... value) {
    set(keys(), value);
    return this;
  }

  /** Returns the param of the same name. */
  public Param<String> config() {
    return config;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setConfig(String value) {
    set(config, value);
    return this;
  }

  /** Returns the param of the same name. */
  public Param<String> imageCol() {
    return imageCol;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setImageCol(String value) {
    set(imageCol, value);
    return this;
  }

  /** Returns the param of the same name. */
  public Param<String> labelCol() {
    return labelCol;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setLabelCol(String value) {
    set(labelCol, value);
    return this;
  }

  /** Returns the param of the same name. */
  public StringArrayParam orderBy() {
    return orderBy;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setOrderBy(String... value) {
    set(orderBy, value);
    return this;
  }

  /** Returns the param of the same name. */
  public IntParam imageSize() {
    return imageSize;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setImageSize(int value) {
    set(imageSize, value);
    return this;
  }

  /** Returns the param of the same name. */
  public IntParam channels() {
    return channels;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setChannels(int value) {
    set(channels, value);
    return this;
  }

  /** Returns the param of the same name. */
  public IntParam steps() {
    return steps;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setSteps(int value) {
    set(steps, value);
    return this;
  }

  /** Returns the param of the same name. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setBatchSize(int value) {
    set(batchSize, value);
    return this;
  }

  /** Returns the param of the same name. */
  public DoubleParam learningRate() {
    return learningRate;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setLearningRate(double value) {
    set(learningRate, value);
    return this;
  }

  /** Returns the param of the same name. */
  public IntParam workers() {
    return workers;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setWorkers(int value) {
    set(workers, value);
    return this;
  }

  /** Returns the param of the same name. */
  public LongParam seed() {
    return seed;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setSeed(long value) {
    set(seed, value);
    return this;
  }

  /** Returns the param of the same name. */
  public Param<String> output() {
    return output;
  }

  /** Sets the param of the same name. */
  public DiffusionEstimator setOutput(String value) {
    set(output, value);
    return this;
  }
}
