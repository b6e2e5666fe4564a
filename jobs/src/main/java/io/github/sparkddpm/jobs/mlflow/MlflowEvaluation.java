package io.github.sparkddpm.jobs.mlflow;

import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.List;

/** The newest evaluation of a run for the run of MLflow's that has its training. */
public record MlflowEvaluation(RunFolder run, MlflowServer server) implements RunView {

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public void update() throws IOException {
    MlflowRunFile file =
        MlflowRunFile.read(run.files())
            .orElseThrow(
                () ->
                    new IOException(
                        "the run's folder has no %s: run train with this mlflow.tracking-uri, then evaluate again"
                            .formatted(MlflowRunFile.NAME)));
    EvaluationFile evaluation = EvaluationFile.read(run.evaluation()).orElseThrow();
    try {
      server.ask(
          client ->
              client.logBatch(
                  file.id(), MlflowMetrics.ofEvaluation(evaluation), List.of(), List.of()));
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; once that is mended, evaluate again", e);
    }
  }
}
