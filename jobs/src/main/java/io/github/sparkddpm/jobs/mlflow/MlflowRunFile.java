package io.github.sparkddpm.jobs.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.Optional;

/**
 * The run of MLflow to which a run's folder belongs, kept in the folder so that a resumed run
 * continues it.
 *
 * @param id MLflow's
 * @param logged the last step whose metrics MLflow has; -1 for none
 * @param drawn the last step whose pictures of samples MLflow has; 0 for none
 */
record MlflowRunFile(
    @JsonProperty("run-id") String id,
    @JsonProperty("logged-step") long logged,
    @JsonProperty("drawn-step") long drawn) {

  static final String NAME = "mlflow.json";

  private static final JsonMapper JSON = new JsonMapper();

  MlflowRunFile {
    // It becomes a part of addresses and of lines of the log.
    if (id == null || !id.matches("[A-Za-z0-9_-]{1,100}")) {
      throw new IllegalArgumentException("it has no run-id");
    }
  }

  static Optional<MlflowRunFile> read(OutputFolder folder) throws IOException {
    Optional<String> found = folder.readText(NAME);
    try {
      return found.isPresent()
          ? Optional.ofNullable(JSON.readValue(found.get(), MlflowRunFile.class))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IOException(
          "Damaged %s: %s; delete it to begin another run in MLflow"
              .formatted(folder.path(NAME), e.getOriginalMessage()),
          e);
    }
  }

  void write(OutputFolder folder) throws IOException {
    folder.write(NAME, JSON.writeValueAsBytes(this));
  }

  MlflowRunFile withLogged(long step) {
    return new MlflowRunFile(id, step, drawn);
  }

  MlflowRunFile withDrawn(long step) {
    return new MlflowRunFile(id, logged, step);
  }
}
