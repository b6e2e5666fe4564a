package io.github.sparkddpm.jobs.mlflow;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version of a registered model.
 *
 * @param model its name
 * @param run of MLflow's that has the files
 * @param source where these are
 */
record ModelVersion(String model, String run, String source) {

  private static final Logger LOG = LoggerFactory.getLogger(ModelVersion.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int NOT_FOUND = 404;

  /** Creates the version, and the model if there is none, unless the version exists. */
  void create(MlflowClient client) throws IOException {
    if (!hasModel(client)) {
      client.sendPost("registered-models/create", JSON.writeValueAsString(Map.of("name", model)));
    } else if (exists(client)) {
      LOG.info("MLflow has these weights as a version of {} already", model);
      return;
    }
    client.sendPost(
        "model-versions/create",
        JSON.writeValueAsString(Map.of("name", model, "source", source, "run_id", run)));
    LOG.info("A new version of {} in MLflow: {}", model, source);
  }

  private boolean hasModel(MlflowClient client) {
    try {
      client.getRegisteredModel(model);
      return true;
    } catch (MlflowHttpException e) {
      if (e.getStatusCode() != NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }

  private boolean exists(MlflowClient client) {
    return client.searchModelVersions("run_id='%s'".formatted(run)).getItems().stream()
        .anyMatch(version -> version.getName().equals(model) && version.getSource().equals(source));
  }
}
