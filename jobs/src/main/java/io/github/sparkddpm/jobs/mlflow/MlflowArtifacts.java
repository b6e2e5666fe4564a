package io.github.sparkddpm.jobs.mlflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a run in MLflow, as its tracking server takes them. MLflow's own client for Java
 * would start a Python for each.
 *
 * @param location of the run's artifacts, as MLflow names it
 */
record MlflowArtifacts(MlflowServer server, String location) {

  /** Begins locations that the tracking server serves. */
  private static final String SERVED = "mlflow-artifacts:";

  private static final String ENDPOINT = "/api/2.0/mlflow-artifacts/artifacts/";

  /** The slowest upload that is waited for, in bytes/s. */
  private static final long SLOWEST = 1 << 20;

  /** Finds the place of a run's files. */
  static MlflowArtifacts of(MlflowServer server, String run) throws IOException {
    String[] location = new String[1];
    server.ask(client -> location[0] = client.getRun(run).getInfo().getArtifactUri());
    return new MlflowArtifacts(server, location[0]);
  }

  /** Returns whether the server takes files; otherwise only MLflow's clients for Python do. */
  boolean areServed() {
    return location.startsWith(SERVED);
  }

  /**
   * Uploads a file.
   *
   * @param name among the run's artifacts, such as {@code grids/a.png}
   * @throws IOException if the server does not take it
   */
  void put(String name, Path file, Configuration hadoop) throws IOException {
    FileSystem files = file.getFileSystem(hadoop);
    long length = files.getFileStatus(file).getLen();
    // With its length: servers that MLflow runs on drop bodies that do not tell it.
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(name))
            .timeout(server.patience().plusSeconds(length / SLOWEST))
            .PUT(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofInputStream(() -> open(files, file)), length));
    server.authorization().ifPresent(value -> request.header("Authorization", value));
    send(request.build(), name);
  }

  private URI address(String name) throws IOException {
    if (!areServed()) {
      throw new IOException(
          "MLflow keeps the run's files at %s, where this program cannot write: start its server with --serve-artifacts"
              .formatted(location));
    }
    String folder = URI.create(location).getPath().replaceFirst("^/+", "");
    return URI.create(server.uri() + ENDPOINT + folder + "/" + name);
  }

  private void send(HttpRequest request, String name) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(server.patience())
            .build();
    try {
      HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(
            "MLflow answered HTTP status %s to the file %s".formatted(answer.statusCode(), name));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The upload of %s was interrupted".formatted(name), e);
    }
  }

  private static InputStream open(FileSystem files, Path file) {
    try {
      return files.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
