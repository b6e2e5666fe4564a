package io.github.sparkddpm.jobs.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sparkddpm.jobs.config.MlflowConfig;
import io.github.sparkddpm.jobs.run.RunEnd;
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
class MlflowLogTest {

  private static final String METRICS =
      """
      {"step":1,"time":"2026-01-04T02:00:01Z","loss":0.5}
      {"step":1,"time":"2026-01-04T02:00:02Z","checkpoint":"c"}
      """;

  private static final String RUN =
      """
      {"run_id": "abc", "run": {
        "info": {"run_id": "abc", "lifecycle_stage": "active", "status": "RUNNING"},
        "data": {
          "params": [{"key": "rate", "value": "1"}, {"key": "seed", "value": "1"}],
          "tags": [{"key": "resumed.rate", "value": "9"}]}}}
      """;

  @TempDir private Path folder;

  /** URIs and bodies. */
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private volatile String refused = "nothing";
  private HttpServer server;
  private MlflowLog log;

  @BeforeEach
  void begin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(folder.resolve("metrics.jsonl"), METRICS);
    Files.writeString(folder.resolve("run.json"), "{\"config\": {\"rate\": 1, \"seed\": 1}}");
    String uri = "http://127.0.0.1:" + server.getAddress().getPort();
    log =
        new MlflowLog(
            new RunFolder(folder.toString(), new Configuration()),
            new MlflowServer(new MlflowConfig(uri, "e", ""), Map.of(), Duration.ofMinutes(1)));
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  @Test
  void theEndIsToldThoughTheRunsFolderCannotBeWritten() throws IOException {
    log.update();
    Files.delete(folder.resolve("mlflow.json"));
    Files.createDirectories(folder.resolve("mlflow.json/in-the-way"));
    Files.writeString(folder.resolve("metrics.jsonl"), METRICS.replace("\"step\":1", "\"step\":2"));
    log.ended(RunEnd.FAILED);

    assertThatThrownBy(log::update).hasMessageContaining("Cannot write");
    assertThat(asked).anyMatch(request -> request.contains("FAILED"));
  }

  @Test
  void aRunThatWasStoppedHasBeenKilledForMlflow() throws IOException {
    log.ended(RunEnd.STOPPED);
    log.update();

    assertThat(asked).anyMatch(request -> request.contains("KILLED"));
  }

  @Test
  void anotherRunInThePlaceOfADeletedOneIsBegunOnce() throws IOException {
    Files.writeString(folder.resolve("mlflow.json"), "{\"run-id\":\"gone\",\"logged-step\":1}");
    refused = "log-batch";
    assertThatThrownBy(log::update).hasMessageContaining("503");
    refused = "nothing";
    log.update();

    assertThat(asked).filteredOn(request -> request.contains("runs/create")).hasSize(1);
    assertThat(folder.resolve("mlflow.json")).content().contains("\"logged-step\":1");
  }

  @Test
  void aKeyThatIsChangedBackChangesItsTag() throws IOException {
    log.update();

    assertThat(asked)
        .anyMatch(request -> request.contains("resumed.rate"))
        .noneMatch(request -> request.contains("resumed.seed"));
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Files.writeString(folder.resolve("mlflow.json"), "{\"logged-step\": 1}");

    assertThatThrownBy(log::update)
        .hasMessageMatching(
            "Damaged .*mlflow.json: .*no run-id; delete it to begin another run in MLflow");
  }

  @Test
  void anEvaluationWithoutATrainingSaysWhatToDo() {
    RunFolder run = new RunFolder(folder.toString(), new Configuration());
    MlflowServer none = new MlflowServer(new MlflowConfig("http://127.0.0.1:1", "e", ""));

    assertThatThrownBy(new MlflowEvaluation(run, none)::update)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run train with this mlflow.tracking-uri, then evaluate again");
  }

  private void answer(HttpExchange request) throws IOException {
    String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String uri = request.getRequestURI().toString();
    asked.add(uri + " " + body);
    int status = uri.contains("gone") ? 404 : uri.contains(refused) ? 503 : 200;
    byte[] answer = RUN.getBytes(StandardCharsets.UTF_8);
    request.sendResponseHeaders(status, answer.length);
    request.getResponseBody().write(answer);
    request.close();
  }
}
