package io.github.sparkddpm.jobs.mlflow;

import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * An export of a run's weights for MLflow: files of the run, and a version of a registered model if
 * one is configured.
 *
 * @param folder of the export
 * @param files of the export, relative to the folder
 * @param step of the checkpoint that was exported
 */
public record MlflowExport(
    RunFolder run, MlflowServer server, Path folder, List<String> files, long step)
    implements RunView {

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public void update() throws IOException {
    Optional<MlflowRunFile> file = MlflowRunFile.read(run.files());
    if (file.isEmpty()) {
      throw new IOException(
          "the run's folder has no %s: run train with this mlflow.tracking-uri, then export again"
              .formatted(MlflowRunFile.NAME));
    }
    String id = file.get().id();
    try {
      MlflowArtifacts artifacts = MlflowArtifacts.of(server, id);
      String name = String.format(Locale.ROOT, "export/step-%09d", step);
      for (String each : files) {
        artifacts.put(name + "/" + each, new Path(folder, each), run.hadoop());
      }
      if (!server.registeredModel().isEmpty()) {
        String source = artifacts.location() + "/" + name;
        server.ask(client -> new ModelVersion(server.registeredModel(), id, source).create(client));
      }
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; once that is mended, export again", e);
    }
  }
}
