package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** S3Proxy over a folder in a process of its own, which can be stopped and started again. */
final class S3Server implements AutoCloseable {

  static final String KEY = "AKIAONLYFORTESTS";
  static final String SECRET = "onlyForTests/andNeverToBePrinted";

  private static final Path JAR = Path.of("target/s3/s3proxy.jar").toAbsolutePath();

  private final Path folder;
  private final int port;
  private Process process;

  /** Starts a server that keeps its objects under a folder, a bucket each subfolder. */
  S3Server(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.port = freePort();
    start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  void makeBucket(String name) throws IOException {
    Files.createDirectories(folder.resolve("buckets").resolve(name));
  }

  void start() throws IOException {
    assertThat(JAR).as("S3Proxy: run mvn verify, which copies it first").exists();
    Files.createDirectories(folder.resolve("buckets"));
    Path properties =
        Files.write(
            folder.resolve("s3proxy.properties"),
            List.of(
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                "jclouds.provider=filesystem",
                "jclouds.identity=unused",
                "jclouds.credential=unused",
                "jclouds.filesystem.basedir=" + folder.resolve("buckets")));
    process =
        new ProcessBuilder(
                SparkHome.java(),
                "-Xmx256m",
                "-jar",
                JAR.toString(),
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    StandaloneCluster.await("S3Proxy, of " + folder.resolve("log"), this::connects);
  }

  private Optional<Boolean> connects() {
    assertThat(process.isAlive()).as("S3Proxy runs: %s", folder.resolve("log")).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return Optional.of(socket.isConnected());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** SIGKILL. */
  void stop() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    stop();
  }
}
