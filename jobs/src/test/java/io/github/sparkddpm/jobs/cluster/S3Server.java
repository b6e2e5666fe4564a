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

/**
 * S3Proxy in a process of its own, which keeps its objects in memory: over a folder it would take
 * S3A's markers of directories for directories, and refuse to delete one that holds anything.
 */
final class S3Server implements AutoCloseable {

  static final String KEY = "AKIAONLYFORTESTS";
  static final String SECRET = "onlyForTests/andNeverToBePrinted";

  private static final Path JAR = Path.of("target/s3/s3proxy.jar").toAbsolutePath();

  private final Path folder;
  private final int port;
  private final Process process;

  /** Starts a server; its log is in the folder. */
  S3Server(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.port = freePort();
    this.process = start();
    StandaloneCluster.await("S3Proxy, of " + folder.resolve("log"), this::connects);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  String endpoint() {
    return endpoint(port);
  }

  static String endpoint(int port) {
    return "http://127.0.0.1:" + port;
  }

  private Process start() throws IOException {
    assertThat(JAR).as("S3Proxy: run mvn verify, which copies it first").exists();
    Path properties =
        Files.write(
            folder.resolve("s3proxy.properties"),
            List.of(
                "s3proxy.endpoint=" + endpoint(),
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                "jclouds.provider=transient",
                "jclouds.identity=unused",
                "jclouds.credential=unused"));
    return new ProcessBuilder(
            SparkHome.java(),
            "-Xmx256m",
            "-jar",
            JAR.toString(),
            "--properties",
            properties.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private Optional<Boolean> connects() {
    assertThat(process.isAlive()).as("S3Proxy runs: %s", folder.resolve("log")).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return Optional.of(socket.isConnected());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
