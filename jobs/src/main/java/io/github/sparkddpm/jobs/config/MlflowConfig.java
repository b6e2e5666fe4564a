package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.settings.InvalidValueException.require;

/**
 * The tracking server of MLflow that is told of runs. Credentials have no place here: they come
 * from MLflow's environment variables.
 *
 * @param trackingUri its URL; empty for none
 * @param experiment whose runs they are
 * @param registeredModel the model that each export becomes a version of; empty for none
 */
public record MlflowConfig(String trackingUri, String experiment, String registeredModel) {

  public MlflowConfig {
    require(
        trackingUri.isEmpty() || trackingUri.matches("https?://[^/@?#\\s]+(/[^@?#\\s]*)?"),
        "mlflow.tracking-uri",
        trackingUri,
        "empty or a URL without a login or a query, as in http://host:5000"
            + " (MLFLOW_TRACKING_USERNAME and its like have that)");
    require(!experiment.isBlank(), "mlflow.experiment", experiment, "a name");
  }

  /** Returns whether there is a server. */
  public boolean hasServer() {
    return !trackingUri.isEmpty();
  }
}
