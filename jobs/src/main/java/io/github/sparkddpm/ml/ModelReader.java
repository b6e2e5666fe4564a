package io.github.sparkddpm.ml;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.jobs.ExitCode;
import io.github.sparkddpm.jobs.JobException;
import io.github.sparkddpm.jobs.SessionVerbs;
import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.spark.storage.CheckpointFolder;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.storage.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReadable;
import org.apache.spark.ml.util.MLReader;

/** Loads models that were saved, and those of runs. */
final class ModelReader extends MLReader<DiffusionModel> {

  /** The folder of the params, as all stages of Spark ML have it. */
  private static final String PARAMS = "metadata";

  @Override
  public DiffusionModel load(String path) {
    return SessionVerbs.explained(() -> load(qualified(path, hadoop())));
  }

  private DiffusionModel load(Path folder) throws IOException {
    CheckpointFolder checkpoint = new CheckpointFolder(folder, hadoop());
    boolean whole = checkpoint.exists();
    if (whole && new OutputFolder(new Path(folder, PARAMS), hadoop()).holdsFiles()) {
      return saved(folder);
    }
    List<String> overrides = new ArrayList<>();
    overrides.add(ConfigLoader.override("sampling.weights", folder.toString()));
    if (whole) {
      overrides.add("sampling.checkpoint=0");
    }
    JsonNode recorded = whole ? checkpoint.manifest().config() : run(folder);
    return new DiffusionModel()
        .of(
            SessionVerbs.in(sparkSession()).weights(ConfigLoader.load(recorded, overrides).run()),
            folder.toString());
  }

  private DiffusionModel saved(Path folder) {
    MLReadable<Object> params = new DefaultParamsReadable<>() {};
    Object found = params.read().session(sparkSession()).load(folder.toString());
    if (!(found instanceof DiffusionModel model)) {
      throw noModel(folder, "a " + found.getClass().getSimpleName());
    }
    return model.at(folder.toString(), folder.toString());
  }

  private JsonNode run(Path folder) throws IOException {
    OutputFolder files = new RunFolder(folder, hadoop()).files();
    Optional<byte[]> record = files.read(RunFolder.RECORD);
    if (record.isEmpty()) {
      throw noModel(
          folder, "no %s and no %s".formatted(CheckpointFormat.MANIFEST, RunFolder.RECORD));
    }
    return RunRecord.read(record.get(), files.path(RunFolder.RECORD).toString()).config();
  }

  private static JobException noModel(Path folder, String found) {
    return new JobException(
        ExitCode.BAD_INPUT,
        "No model in %s, which has %s: name the folder of a saved model, of a run or of one of its checkpoints"
            .formatted(folder, found));
  }

  private Configuration hadoop() {
    return sparkSession().sparkContext().hadoopConfiguration();
  }

  /** Returns a path as all of Spark ML takes it: relative ones belong to Hadoop's file system. */
  static Path qualified(String path, Configuration hadoop) throws IOException {
    Path folder = new Path(path);
    return folder.getFileSystem(hadoop).makeQualified(folder);
  }
}
