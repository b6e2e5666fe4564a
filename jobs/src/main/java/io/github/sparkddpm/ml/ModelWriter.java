package io.github.sparkddpm.ml;

import io.github.sparkddpm.jobs.ExitCode;
import io.github.sparkddpm.jobs.JobException;
import io.github.sparkddpm.jobs.SessionVerbs;
import io.github.sparkddpm.spark.storage.CheckpointFolder;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWriter;

/** Saves a model: the files of its checkpoint, and the params as other stages of Spark ML do. */
final class ModelWriter extends MLWriter {

  private final DiffusionModel model;

  ModelWriter(DiffusionModel model) {
    this.model = model;
  }

  /**
   * {@inheritDoc}
   *
   * @throws JobException if the model has no weights, or they are in that folder, where overwriting
   *     would delete them
   */
  @Override
  public void save(String path) throws IOException {
    Path folder = ModelReader.qualified(path, hadoop());
    if ((model.requireWeights() + "/").startsWith(folder + "/")) {
      throw new JobException(
          ExitCode.OUTPUT_REFUSED,
          "Cannot save the model in %s, which has its weights: name another folder"
              .formatted(folder));
    }
    super.save(path);
  }

  @Override
  public void saveImpl(String path) {
    SessionVerbs.explained(
        () -> {
          model.withoutPlaces().paramsWriter().session(sparkSession()).save(path);
          new CheckpointFolder(new Path(model.requireWeights()), hadoop())
              .copyTo(ModelReader.qualified(path, hadoop()));
          return path;
        });
  }

  private Configuration hadoop() {
    return sparkSession().sparkContext().hadoopConfiguration();
  }
}
