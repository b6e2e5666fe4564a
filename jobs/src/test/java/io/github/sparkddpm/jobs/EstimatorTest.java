package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.ml.DiffusionEstimator;
import io.github.sparkddpm.ml.DiffusionModel;
import io.github.sparkddpm.spark.executor.EventPlugin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages for Spark ML on some of the bundled digits and a very small network. */
class EstimatorTest {

  private static final int DIGITS = 16;
  private static final int PIXELS = 28;
  private static final String PRESET = "../conf/digits.conf";

  /** Two epochs of the digits. */
  private static final int STEPS = 8;

  private static final String[] TINY =
      Stream.concat(
              TinyNetwork.KEYS.stream(),
              Stream.of("training.held-out=0", "training.warmup-steps=0", "sampling.steps=3"))
          .toArray(String[]::new);

  @TempDir private static Path shared;

  @TempDir private Path folder;
  private SparkSession spark;

  @BeforeEach
  void startSpark() {
    spark = session(EventPlugin.class.getName());
  }

  @AfterEach
  void stopSpark() {
    spark.stop();
  }

  private static SparkSession session(String plugins) {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.plugins", plugins)
        .getOrCreate();
  }

  private static DiffusionEstimator estimator() {
    return new DiffusionEstimator()
        .setConfig(PRESET)
        .setKeys(TINY)
        .setLabelCol("digit")
        .setSteps(STEPS)
        .setBatchSize(4)
        .setSeed(7)
        .setOutput(shared.resolve("run").toString());
  }

  /** Returns the model of one run, which is trained once. */
  private DiffusionModel fitted() throws IOException {
    return estimator().fit(digits());
  }

  private Dataset<Row> digits() throws IOException {
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("digit", DataTypes.IntegerType)
            .add("number", DataTypes.IntegerType);
    List<Row> rows = new ArrayList<>();
    Path data = Path.of("../deploy/digits");
    try (InputStream images = open(data.resolve("digits-images-idx3-ubyte.gz"), 16);
        InputStream labels = open(data.resolve("digits-labels-idx1-ubyte.gz"), 8)) {
      for (int i = 0; i < DIGITS; i++) {
        rows.add(RowFactory.create(png(images.readNBytes(PIXELS * PIXELS)), labels.read(), i));
      }
    }
    return spark.createDataFrame(rows, schema);
  }

  private static InputStream open(Path idx, int header) throws IOException {
    InputStream in = new GZIPInputStream(Files.newInputStream(idx));
    in.skipNBytes(header);
    return in;
  }

  private static byte[] png(byte[] grey) throws IOException {
    BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, PIXELS, PIXELS, grey);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  private static Map<Long, byte[]> byId(Dataset<Row> images) {
    Map<Long, byte[]> found = new TreeMap<>();
    for (Row row : images.select("id", "image.bytes").collectAsList()) {
      assertThat(found.put(((Number) row.get(0)).longValue(), row.getAs(1))).isNull();
    }
    return found;
  }

  private static void assertSame(Map<Long, byte[]> one, Map<Long, byte[]> other) {
    assertThat(one.keySet()).isEqualTo(other.keySet());
    one.forEach((id, image) -> assertThat(other.get(id)).as("image %s", id).isEqualTo(image));
  }

  @Test
  void aFittedModelDrawsTheImagesThatTheVerbDraws() throws IOException {
    DiffusionModel model = fitted();
    List<Row> rows = model.generate(DIGITS).collectAsList();
    Map<Long, byte[]> images = byId(model.generate(DIGITS));
    assertThat(rows)
        .extracting(row -> row.getAs("id"))
        .containsExactlyElementsOf(
            IntStream.range(0, DIGITS).mapToObj(i -> (Object) (long) i).toList());
    assertThat(rows.get(3).<Long>getAs("checkpoint")).isEqualTo(STEPS);
    assertSame(byId(model.generate(3, 2)), Map.of(3L, images.get(3L), 4L, images.get(4L)));

    Invocation sampled =
        Invocation.of(
            Stream.concat(
                    Stream.of(
                        "sample",
                        "--config",
                        PRESET,
                        "seed=7",
                        "output=" + shared.resolve("run"),
                        "sampling.output=" + folder.resolve("samples"),
                        "sampling.images=" + DIGITS),
                    Stream.of(TINY))
                .toArray(String[]::new));

    assertThat(sampled.err()).isEmpty();
    Map<Long, byte[]> drawn = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("samples/images"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9]+\\.png")) {
          drawn.put(Long.valueOf(name.replace(".png", "")), Files.readAllBytes(file));
        }
      }
    }
    assertSame(images, drawn);
  }

  @Test
  void aModelThatWasSavedIsLoadedAnywhereAndDrawsTheSame() throws IOException {
    DiffusionModel model = fitted();
    Map<Long, byte[]> images = byId(model.generate(4));
    String saved = folder.resolve("model").toString();
    model.save(saved);
    assertThatThrownBy(() -> model.save(saved)).hasMessageContaining("already exists");
    model.write().overwrite().save(saved);
    Path moved = Files.move(folder.resolve("model"), folder.resolve("moved"));

    DiffusionModel loaded = DiffusionModel.load(moved.toString());
    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertSame(byId(loaded.generate(4)), images);
    assertThat(moved.resolve("generated")).exists();
    assertSame(byId(DiffusionModel.load(shared.resolve("run").toString()).generate(4)), images);
    assertSame(byId(loaded.copy(ParamMap.empty()).generate(4)), images);
    ParamMap other = ParamMap.empty().put(loaded.seed(), 8L);
    assertThat(byId(loaded.copy(other).generate(4)).get(0L)).isNotEqualTo(images.get(0L));
    assertThatThrownBy(() -> loaded.write().overwrite().save(moved.toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("which has its weights: name another folder");
    assertSame(byId(loaded.generate(4)), images);
  }

  @Test
  void aPipelineFitsSavesLoadsAndDrawsForIds() throws IOException {
    SQLTransformer rename =
        new SQLTransformer().setStatement("SELECT *, picture AS image FROM __THIS__");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {rename, estimator()});
    pipeline.write().overwrite().save(folder.resolve("unfitted").toString());
    PipelineModel fitted =
        Pipeline.load(folder.resolve("unfitted").toString())
            .fit(digits().withColumnRenamed("image", "picture"));
    fitted.write().overwrite().save(folder.resolve("fitted").toString());
    DiffusionModel model =
        (DiffusionModel) PipelineModel.load(folder.resolve("fitted").toString()).stages()[1];

    Dataset<Row> wanted =
        spark.range(10).selectExpr("CAST(id AS INT) AS id", "id * 2 AS twice").where("id % 4 <> 3");
    Dataset<Row> drawn = model.transform(wanted);

    assertThat(drawn.schema().fieldNames())
        .isEqualTo(model.transformSchema(wanted.schema()).fieldNames())
        .startsWith("id", "twice", "label", "image");
    assertThat(drawn.select("twice").collectAsList()).hasSize(8);
    Map<Long, byte[]> all = byId(model.generate(10));
    all.keySet().removeIf(id -> id % 4 == 3);
    assertSame(byId(drawn), all);
    assertThat(model.transform(wanted.where("id > 99")).collectAsList()).isEmpty();
  }

  @Test
  void aParamIsDocumentedByItsKey() {
    DiffusionEstimator estimator = new DiffusionEstimator();
    assertThat(estimator.explainParam(estimator.batchSize()))
        .startsWith("batchSize: Images of one step over all workers together, at least 1.")
        .contains("(key training.batch-size, 32 unless set)");
    for (Param<?> param : estimator.params()) {
      assertThat(param.doc()).as(param.name()).hasSizeGreaterThan(20);
    }
    DiffusionEstimator copy = estimator.setSteps(5).withKey("seed", "3").copy(ParamMap.empty());
    assertThat(copy.getOrDefault(copy.steps())).isEqualTo(5);
    assertThat(copy.getOrDefault(copy.keys())).containsExactly("seed=3");
    assertThat(copy.uid()).isEqualTo(estimator.uid());
  }

  @Test
  void badInputIsRefusedInOneLine() throws IOException {
    Dataset<Row> digits = digits();
    assertRefused(
        () -> estimator().setImageCol("picture").fit(digits), 3, "No column picture in the table");
    assertRefused(
        () -> estimator().setImageCol("digit").transformSchema(digits.schema()),
        3,
        "Column digit is INT, expected bytes");
    assertRefused(
        () -> estimator().withKey("network.base-chanels", "8").fit(digits),
        2,
        "Unknown key network.base-chanels (override network.base-chanels=8): did you mean");
    assertRefused(
        () -> estimator().setSteps(0).fit(digits), 2, "training.steps must be at least 1");
    assertRefused(
        () -> new DiffusionModel().save(folder.resolve("none").toString()),
        2,
        "has no weights: fit a DiffusionEstimator, or load a model, first");
    assertRefused(() -> new DiffusionModel().generate(1), 2, "has no weights");
    assertRefused(
        () -> DiffusionModel.load(folder.toString()),
        3,
        "which has no checkpoint.json and no run.json: name the folder of a saved model, of a run");
    DiffusionModel model = fitted();
    assertRefused(() -> model.transform(digits), 3, "No column id in the table");
    assertRefused(
        () -> model.transform(digits.withColumnRenamed("number", "id")),
        3,
        "The table has a column image already");
    assertRefused(
        () -> model.transform(spark.range(1).selectExpr("id - 1 AS id")),
        3,
        "has a value that is null or below 0");
    assertRefused(() -> model.generate(0), 2, "sampling.images must be at least 1");
    assertRefused(() -> estimator().setSeed(8).fit(digits), 5, "differs in");

    spark.stop();
    spark = session("");
    assertRefused(
        () -> estimator().fit(digits()),
        2,
        "set spark.plugins=" + EventPlugin.class.getName() + " before it is made");
  }

  private static void assertRefused(ThrowingCallable call, int exitCode, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            JobException.class,
            refused -> {
              assertThat(refused.exitCode().number()).isEqualTo(exitCode);
              assertThat(refused.getMessage()).contains(why).doesNotContain("\n");
            });
  }
}
