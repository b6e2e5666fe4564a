package io.github.sparkddpm.jobs.mlflow;

import io.github.sparkddpm.jobs.config.MlflowConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** A tracking server of MLflow. */
public final class MlflowServer {

  private static final String USER = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

  /** The most characters of a reason. */
  private static final int LONGEST = 200;

  private final MlflowConfig config;
  private final Map<String, String> environment;
  private final Duration patience;

  /** The requests to a server. */
  @FunctionalInterface
  interface Questions {
    void ask(MlflowClient client) throws IOException;
  }

  /** Creates a server, with its credentials from this process's environment. */
  public MlflowServer(MlflowConfig config) {
    this(config, System.getenv(), Duration.ofSeconds(20));
  }

  /**
   * Creates a server.
   *
   * @param environment where credentials are, under the names that MLflow gives them
   * @param patience how long it is asked at a time, in however many requests
   */
  MlflowServer(MlflowConfig config, Map<String, String> environment, Duration patience) {
    this.config = config;
    this.environment = environment;
    this.patience = patience;
  }

  /** Returns the server's name for warnings. */
  String name() {
    return "MLflow at " + uri();
  }

  String uri() {
    return config.trackingUri().replaceFirst("/+$", "");
  }

  String experiment() {
    return config.experiment();
  }

  /** Returns the name of the model that exports become versions of; empty for none. */
  String registeredModel() {
    return config.registeredModel();
  }

  /** Returns how long the server is asked at a time. */
  Duration patience() {
    return patience;
  }

  /** Returns the credentials as HTTP's header of that name has them, if there are any. */
  Optional<String> authorization() {
    String token = environment.get(TOKEN);
    if (token != null) {
      return Optional.of("Bearer " + token);
    }
    String user = environment.get(USER);
    String login = "%s:%s".formatted(user, environment.getOrDefault(PASSWORD, ""));
    return Optional.ofNullable(user)
        .map(
            any ->
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Asks the server. The client itself would wait for ever.
   *
   * @throws IOException if it refuses, or does not answer in time
   */
  void ask(Questions questions) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    try (MlflowClient client = new MlflowClient(credentials())) {
      // Closes the connection under the request, which then fails.
      Runnable close = client::close;
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              () -> {
                late.set(true);
                close.run();
              },
              CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
      try {
        questions.ask(client);
      } finally {
        end.cancel(false);
      }
    } catch (RuntimeException e) { // The client throws no others.
      throw new IOException(
          late.get() ? "not done within %s s".formatted(patience.toSeconds()) : reason(e), e);
    }
  }

  /**
   * Returns the reason in one line. Some messages contain the whole page that a proxy answered
   * with.
   */
  private static String reason(RuntimeException failure) {
    String line = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }

  private BasicMlflowHostCreds credentials() {
    return new BasicMlflowHostCreds(
        uri(),
        environment.get(USER),
        environment.get(PASSWORD),
        environment.get(TOKEN),
        "true".equals(environment.get("MLFLOW_TRACKING_INSECURE_TLS")));
  }
}
