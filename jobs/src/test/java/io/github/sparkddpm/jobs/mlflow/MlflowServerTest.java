package io.github.sparkddpm.jobs.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.sparkddpm.jobs.config.MlflowConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.mlflow.tracking.MlflowClient;

/** Servers that are none of MLflow's; .ci/check-mlflow has one. */
class MlflowServerTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Test
  void aServerThatDoesNotAnswerIsLeftAfterAWhile() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, HERE)) {
      MlflowServer server = server(silent.getLocalPort(), Map.of(), Duration.ofMillis(1100));

      assertThatThrownBy(() -> server.ask(MlflowServerTest::question))
          .isInstanceOf(IOException.class)
          .hasMessage("not done within 1 s");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 5, HERE)) {
      port = closed.getLocalPort();
    }

    assertThatThrownBy(() -> server(port, Map.of()).ask(MlflowServerTest::question))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("Connect to", Integer.toString(port), "refused");
  }

  @Test
  void thePageOfAProxyIsOneShortLine() throws IOException {
    byte[] page = "<html>\n<p>Forbidden</p>\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    HttpServer proxy = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    proxy.createContext(
        "/",
        request -> {
          request.sendResponseHeaders(403, page.length);
          request.getResponseBody().write(page);
          request.close();
        });
    proxy.start();
    try {
      MlflowServer server = server(proxy.getAddress().getPort(), Map.of());
      assertThatThrownBy(() -> server.ask(MlflowServerTest::question))
          .message()
          .contains("403", "<html> <p>Forbidden</p>")
          .hasSize(200)
          .endsWith("…")
          .hasLineCount(1);
    } finally {
      proxy.stop(0);
    }
  }

  @Test
  void credentialsAreThoseOfMlflowsEnvironmentVariables() throws IOException {
    Map<String, String> login =
        Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "hunter2");

    assertThat(authorization(login)).containsOnly("Basic YW5uOmh1bnRlcjI=");
    assertThat(authorization(Map.of("MLFLOW_TRACKING_TOKEN", "t0ken")))
        .containsOnly("Bearer t0ken");
    assertThat(authorization(Map.of())).containsOnly("none");
  }

  private static List<String> authorization(Map<String, String> environment) throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpServer recording = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    recording.createContext(
        "/",
        request -> {
          String header = request.getRequestHeaders().getFirst("Authorization");
          seen.add(header == null ? "none" : header);
          request.sendResponseHeaders(403, -1);
          request.close();
        });
    recording.start();
    try {
      MlflowServer server = server(recording.getAddress().getPort(), environment);
      assertThatThrownBy(() -> server.ask(MlflowServerTest::question))
          .hasMessageContaining("403")
          .hasMessageNotContaining("hunter2");
    } finally {
      recording.stop(0);
    }
    return seen;
  }

  private static void question(MlflowClient client) {
    client.getRun("any");
  }

  private static MlflowServer server(int port, Map<String, String> environment) {
    return server(port, environment, Duration.ofSeconds(60));
  }

  private static MlflowServer server(int port, Map<String, String> environment, Duration patience) {
    String uri = "http://" + HERE.getHostAddress() + ":" + port + "/";
    return new MlflowServer(new MlflowConfig(uri, "experiment", ""), environment, patience);
  }
}
