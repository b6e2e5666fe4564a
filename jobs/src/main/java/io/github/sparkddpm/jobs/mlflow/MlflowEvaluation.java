package io.github.sparkddpm.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.jobs.evaluation.EvaluationReport;
import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest evaluation of a run for the run of MLflow's that has its training. */
public record MlflowEvaluation(RunFolder run, MlflowServer server) implements RunView {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowEvaluation.class);
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public String name() {
    return "MLflow at " + server.uri();
  }

  @Override
  public Optional<Path> path() {
    return Optional.empty();
  }

  @Override
  public void update() throws IOException {
    Optional<MlflowRunFile> file = MlflowRunFile.read(run.files());
    if (file.isEmpty()) {
      LOG.info("MLflow is not told of the evaluation: it has no run of this training");
      return;
    }
    JsonNode json = JSON.readTree(run.evaluation().read(EvaluationReport.JSON).orElseThrow());
    server.ask(
        client ->
            client.logBatch(
                file.get().id(), MlflowMetrics.ofEvaluation(json), List.of(), List.of()));
  }
}
