package io.github.sparkddpm.ml;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.jobs.SessionVerbs;
import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.table.SampleColumns;
import io.github.sparkddpm.spark.storage.CheckpointFolder;
import io.github.sparkddpm.spark.weights.Weights;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The work of a model.
 *
 * @param model has weights
 */
record Drawing(DiffusionModel model, SparkSession spark) {

  private static final int DIGITS = 16;

  /** Draws those images of some ids that are not there, and returns all that are. */
  Dataset<Row> draw(List<IdRange> runs) {
    SessionVerbs verbs = SessionVerbs.in(spark);
    String folder = null;
    if (!runs.isEmpty()) {
      Manifest manifest = SessionVerbs.explained(this::manifest);
      String output = folder(verbs, manifest);
      for (IdRange run : runs) {
        folder = verbs.sample(config(manifest, run, output));
      }
    }
    return folder == null
        ? spark.createDataFrame(List.<Row>of(), SampleColumns.OF_FILES)
        : SampleColumns.read(spark, List.of(folder));
  }

  private Manifest manifest() throws Exception {
    Path path = new Path(model.requireWeights());
    return new CheckpointFolder(path, spark.sparkContext().hadoopConfiguration()).manifest();
  }

  /** Returns a folder for images of one kind, which differ in nothing but their ids. */
  private String folder(SessionVerbs verbs, Manifest manifest) {
    String average = model.getOrDefault(model.average());
    Weights weights =
        new Weights(
            model.requireWeights(),
            manifest.step(),
            average,
            manifest.files().get(CheckpointFormat.file(average)).sha256());
    RunConfig config = config(manifest, new IdRange(0, 1), "");
    String settings = verbs.settings(config, weights).toString();
    return model.getOrDefault(model.samples())
        + "/"
        + Sha256.of(settings.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  private RunConfig config(Manifest manifest, IdRange run, String output) {
    List<String> overrides = new ArrayList<>(model.overrides());
    overrides.add("sampling.checkpoint=0"); // The folder of the weights is a checkpoint's own.
    overrides.add("sampling.format=parquet");
    overrides.add("sampling.table=\"\"");
    overrides.add("sampling.frames=0");
    overrides.add(ConfigLoader.override("sampling.output", output));
    overrides.add(ConfigLoader.override("sampling.first-id", run.first()));
    overrides.add(ConfigLoader.override("sampling.images", run.count()));
    return SessionVerbs.explained(() -> ConfigLoader.load(manifest.config(), overrides).run());
  }
}
