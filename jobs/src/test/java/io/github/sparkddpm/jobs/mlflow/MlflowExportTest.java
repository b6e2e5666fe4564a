package io.github.sparkddpm.jobs.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sparkddpm.jobs.config.MlflowConfig;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests to a server on a bad day; .ci/check-mlflow tests good days with MLflow's own server.
 */
class MlflowExportTest {

  @TempDir private Path folder;

  /** Methods, URIs, credentials and bodies. */
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private volatile String location = "mlflow-artifacts:/7/abc/artifacts";
  private volatile int uploads = 200;
  private HttpServer server;

  @BeforeEach
  void begin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(folder.resolve("mlflow.json"), "{\"run-id\":\"abc\",\"logged-step\":1}");
    Files.writeString(folder.resolve("weights"), "of the run");
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  @Test
  void aFileGoesWhereTheServerServesTheRunsFiles() throws IOException {
    export("").update();

    assertThat(asked)
        .contains(
            "PUT /api/2.0/mlflow-artifacts/artifacts/7/abc/artifacts/export/step-000000020/weights"
                + " Basic dTpw of the run")
        .noneMatch(request -> request.contains("model"));
  }

  @Test
  void aVersionOfTheModelHasTheFilesAsItsSource() throws IOException {
    export("digits").update();

    assertThat(asked)
        .anyMatch(
            request ->
                request.contains("model-versions/create")
                    && request.contains(
                        "\"source\":\"mlflow-artifacts:/7/abc/artifacts/export/step-000000020\""));
  }

  @Test
  void aFileThatIsRefusedIsNamedAndNoVersionIsMade() {
    uploads = 507;

    assertThatThrownBy(() -> export("digits").update())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "MLflow answered HTTP status 507 to the file export/step-000000020/weights; once that"
                + " is mended, export again");
    assertThat(asked).noneMatch(request -> request.contains("model"));
  }

  @Test
  void filesThatTheServerDoesNotServeAreNotSent() {
    location = "s3://bucket/7/abc/artifacts";

    assertThatThrownBy(() -> export("").update())
        .hasMessageContaining("MLflow keeps the run's files at s3://bucket/7/abc/artifacts")
        .hasMessageContaining("start its server with --serve-artifacts");
  }

  @Test
  void anExportWithoutATrainingSaysWhatToDo() throws IOException {
    Files.delete(folder.resolve("mlflow.json"));

    assertThatThrownBy(() -> export("").update())
        .hasMessageContaining("run train with this mlflow.tracking-uri, then export again");
  }

  private MlflowExport export(String model) {
    String uri = "http://127.0.0.1:" + server.getAddress().getPort();
    Map<String, String> login =
        Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p");
    return new MlflowExport(
        new RunFolder(folder.toString(), new Configuration()),
        new MlflowServer(new MlflowConfig(uri, "e", model), login, Duration.ofMinutes(1)),
        new org.apache.hadoop.fs.Path(folder.toUri()),
        List.of("weights"),
        20);
  }

  private void answer(HttpExchange request) throws IOException {
    String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String login = request.getRequestHeaders().getFirst("Authorization");
    String method = request.getRequestMethod();
    asked.add("%s %s %s %s".formatted(method, request.getRequestURI(), login, body));
    byte[] answer =
        "{\"run\": {\"info\": {\"run_id\": \"abc\", \"artifact_uri\": \"%s\"}}}"
            .formatted(location)
            .getBytes(StandardCharsets.UTF_8);
    request.sendResponseHeaders(method.equals("PUT") ? uploads : 200, answer.length);
    request.getResponseBody().write(answer);
    request.close();
  }
}
