package io.github.sparkddpm.jobs.mlflow;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a run in MLflow, or its resumption. */
record MlflowRunStart(RunFolder run, MlflowServer server, MlflowClient client) {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowRunStart.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int NOT_FOUND = 404;

  /** The lifecycle stage of runs that exist; the others were deleted, and can be restored. */
  private static final String ACTIVE = "active";

  /**
   * Begins or resumes MLflow's run.
   *
   * @param known the one that the run's folder names
   */
  MlflowRunFile begin(Optional<MlflowRunFile> known) throws IOException {
    Optional<Run> found = known.flatMap(file -> find(file.id()));
    MlflowRunFile file = found.isPresent() ? known.orElseThrow() : create();
    Run described = found.orElseGet(() -> client.getRun(file.id()));
    if (described.getInfo().getStatus() != RunStatus.RUNNING) {
      client.sendPost("runs/update", running(file.id()));
    }
    new MlflowDescription(JSON.readTree(run.files().readText(RunFolder.RECORD).orElseThrow()))
        .addTo(described, client);
    LOG.info(
        "This run for MLflow: {}/#/experiments/{}/runs/{}",
        server.uri(),
        described.getInfo().getExperimentId(),
        file.id());
    return file;
  }

  private Optional<Run> find(String id) {
    Optional<Run> found = ask(id).filter(run -> run.getInfo().getLifecycleStage().equals(ACTIVE));
    if (found.isEmpty()) {
      LOG.warn(
          "MLflow has no run {}, which {} in the run's folder names: beginning another",
          id,
          MlflowRunFile.NAME);
    }
    return found;
  }

  private Optional<Run> ask(String id) {
    try {
      return Optional.of(client.getRun(id));
    } catch (MlflowHttpException e) {
      if (e.getStatusCode() != NOT_FOUND) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private MlflowRunFile create() throws IOException {
    CreateRun request =
        CreateRun.newBuilder()
            .setExperimentId(experiment())
            .setRunName(run.path().getName())
            .setStartTime(Instant.now().toEpochMilli())
            .build();
    MlflowRunFile file = new MlflowRunFile(client.createRun(request).getRunId(), -1, 0);
    file.write(run.files());
    return file;
  }

  private String experiment() {
    return client
        .getExperimentByName(server.experiment())
        .map(Experiment::getExperimentId)
        .orElseGet(() -> client.createExperiment(server.experiment()));
  }

  /**
   * Returns the request that marks a run as running again, which the client's own methods cannot
   * send.
   */
  private static String running(String id) throws IOException {
    return JSON.writeValueAsString(Map.of("run_id", id, "status", "RUNNING"));
  }
}
