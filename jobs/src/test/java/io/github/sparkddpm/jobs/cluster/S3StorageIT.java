package io.github.sparkddpm.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sparkddpm.jobs.cluster.FaultyProxy.Fault;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunLock;
import io.github.sparkddpm.spark.storage.RunLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Single files and the lock of a run on an S3 server. */
@Timeout(120)
class S3StorageIT {

  private static final byte[] OLDER = "older".getBytes(UTF_8);

  /** Three parts of the least size that S3 allows. */
  private static final byte[] LARGE = bytes(12 << 20);

  @TempDir private static Path folder;
  private static S3Server server;
  private static FaultyProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server(folder);
    new Bucket("files", server.endpoint()).close();
    proxy = new FaultyProxy(server.port());
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @AfterEach
  void noFaults() {
    proxy.let(FaultyProxy.NONE);
  }

  @Test
  void ofManyWritersAtOnceOneGetsTheLock() throws Exception {
    int writers = 4;
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<Stream<RunLock>>> attempts = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      attempts.add(
          threads.submit(
              () -> {
                start.await();
                return take();
              }));
    }
    List<RunLock> taken = new ArrayList<>();
    for (Future<Stream<RunLock>> attempt : attempts) {
      attempt.get().forEach(taken::add);
    }
    threads.shutdown();

    assertThat(taken).hasSize(1);
    assertThat(take()).isEmpty();
    taken.get(0).close();
    List<RunLock> next = take().toList();
    assertThat(next).hasSize(1);
    next.get(0).close();
  }

  @Test
  void aFileOfSeveralPartsIsReadBack() throws IOException {
    OutputFolder output = open("parts");
    output.write("large", LARGE);

    assertThat(output.read("large")).contains(LARGE);
  }

  @Test
  void aWriterThatBreaksOffLeavesTheOlderFile() throws IOException {
    OutputFolder output = open("broken-off");
    output.write("file", OLDER);
    for (int length : new int[] {10, LARGE.length}) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  output.write(
                      "file",
                      out -> {
                        out.write(LARGE, 0, length);
                        throw new IllegalStateException("breaks off");
                      }));
      assertThat(output.read("file")).contains(OLDER);
    }
  }

  @Test
  void aPartOrAnEndThatTheServerNeverTakesFailsTheWriteAndLeavesTheOlderFile() throws IOException {
    OutputFolder output = open("failed");
    output.write("file", OLDER);
    for (String lost : List.of("partNumber=2", "uploadId=", "failed/file")) {
      proxy.let(
          request ->
              !request.method().equals("GET")
                      && !request.method().equals("HEAD")
                      && request.path().contains(lost)
                  ? Fault.RESET
                  : Fault.NONE);
      assertThatExceptionOfType(OutputWriteException.class)
          .as(lost)
          .isThrownBy(() -> output.write("file", LARGE))
          .withMessageContaining(
              "Cannot write s3a://files/failed/file: the storage does not answer");
      proxy.let(FaultyProxy.NONE);
      assertThat(output.read("file")).as(lost).contains(OLDER);
    }
  }

  private static Stream<RunLock> take() throws IOException {
    try {
      return Stream.of(RunLock.take(open("locked")));
    } catch (RunLockedException e) {
      return Stream.empty();
    }
  }

  private static OutputFolder open(String name) throws IOException {
    Configuration hadoop = Bucket.configuration(S3Server.endpoint(proxy.port()));
    hadoop.set("fs.s3a.multipart.size", "5M");
    return new OutputFolder(new org.apache.hadoop.fs.Path("s3a://files/" + name), hadoop);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    IntStream.range(0, count).forEach(i -> bytes[i] = (byte) (i / 251));
    return bytes;
  }
}
