package io.github.sparkddpm.jobs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.jobs.cluster.FaultyProxy.Fault;
import io.github.sparkddpm.jobs.cluster.FaultyProxy.Faults;
import io.github.sparkddpm.jobs.cluster.FaultyProxy.Request;
import io.github.sparkddpm.jobs.cluster.S3Runs.Places;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The way from raw images to an evaluation from and to real S3 servers: S3Proxy, and the servers of
 * the system property spark-ddpm.s3.endpoints, separated by commas. In one process, as the local
 * way that it is compared with; executors in processes of their own are tried apart.
 */
@Timeout(300)
class S3IT {

  private static final List<String> STATE =
      List.of("model.safetensors", "ema.safetensors", "optimizer.safetensors");

  @TempDir private static Path folder;
  private static S3Server server;
  private static LocalWay local;

  @BeforeAll
  static void start() throws Exception {
    local = LocalWay.gone();
    server = new S3Server(folder.resolve("s3proxy"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<String> endpoints() {
    String others = System.getProperty("spark-ddpm.s3.endpoints", "");
    return Stream.concat(
        Stream.of(server.endpoint()),
        Stream.of(others.split(",", -1)).filter(endpoint -> !endpoint.isBlank()));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void theWholeWayWithBusyAnswersResetsAndADriverKilledEndsBitForBitAsOnTheLocalDisk(
      String endpoint) throws Exception {
    try (Bucket bucket = new Bucket("way-" + UUID.randomUUID(), endpoint);
        FaultyProxy proxy = new FaultyProxy(URI.create(endpoint).getPort())) {
      S3Runs runs = runs("local[2]", proxy.port());
      String log = goTheWay(runs, local.on(bucket, "way"), proxy);

      assertThat(log)
          .contains("Saved checkpoint s3a://", "Resuming after step 4 of " + S3Runs.STEPS)
          .doesNotContain(S3Server.SECRET);
      assertThat(bucket.holds("way/run/run.lock")).isFalse();
      assertThat(bucket.holds("way/run/evaluation/index.html")).isTrue();
      assertSameAsLocal(bucket);
      download(bucket.under("way/run"), Path.of("target/run-from-s3"));
    }
  }

  @Tag(SparkHome.BOTH_LINES)
  @Test
  void aDatasetIsWrittenOnceUnderItsNamesAndNothingIsCopied() throws Exception {
    try (Bucket bucket = new Bucket("written-once", server.endpoint());
        FaultyProxy proxy = new FaultyProxy(server.port())) {
      Places places = local.on(bucket, "way");
      List<Request> writes = new CopyOnWriteArrayList<>();
      proxy.let(
          request -> {
            if (request.method().equals("PUT")) {
              writes.add(request);
            }
            return Fault.NONE;
          });
      runs("local[2]", proxy.port()).succeed("prepare", places);

      assertThat(writes).noneMatch(Request::copies);
      assertThat(writes).extracting(Request::path).doesNotHaveDuplicates();
      assertThat(writes)
          .extracting(Request::path)
          .filteredOn(path -> path.endsWith(".parquet") && !path.contains("/_decoded/"))
          .containsExactlyInAnyOrder(
              "/written-once/way/prepared/shards/shard-00000.parquet",
              "/written-once/way/prepared/shards/shard-00001.parquet");
      assertThat(bucket.holds("way/prepared/_decoded")).isFalse();
    }
  }

  @Tag(SparkHome.BOTH_LINES)
  @Test
  void executorsInProcessesOfTheirOwnReachTheStoreTooAndPrintNoSecret() throws Exception {
    try (Bucket bucket = new Bucket("cluster", server.endpoint());
        StandaloneCluster cluster = new StandaloneCluster(folder, 1)) {
      bucket.upload(local.prepared(), "way/prepared");
      S3Runs runs = runs(cluster.url(), server.port());
      Places places = local.on(bucket, "way");
      runs.succeed("train", places, "training.steps=4");
      runs.succeed("sample", places);
      runs.succeed("evaluate", places);
      runs.compare(bucket.path("way/comparison"), places.run(), local.run().toString());

      assertThat(bucket.holds("way/run/samples/_SUCCESS")).isTrue();
      assertThat(bucket.holds("way/run/evaluation/index.html")).isTrue();
      assertThat(bucket.holds("way/comparison/index.html")).isTrue();
      assertThat(executorLogs())
          .contains("Saved checkpoint s3a://cluster/way/run/checkpoints/step-000000004")
          .doesNotContain(S3Server.SECRET);
    }
  }

  /** Leaves files in the build's folder, which .ci/run reads with TensorBoard. */
  private static void download(Map<String, byte[]> files, Path folder) throws IOException {
    FileUtil.fullyDelete(folder.toFile());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path local = folder.resolve(file.getKey());
      Files.createDirectories(local.getParent());
      Files.write(local, file.getValue());
    }
  }

  private static S3Runs runs(String master, int port) {
    return new S3Runs(folder.resolve("logs"), master, S3Server.SECRET, S3Server.endpoint(port));
  }

  private static String goTheWay(S3Runs runs, Places places, FaultyProxy proxy) throws Exception {
    AtomicInteger faults = new AtomicInteger();
    AtomicInteger copies = new AtomicInteger();
    Faults now =
        request -> {
          copies.addAndGet(request.copies() ? 1 : 0);
          return nowAndThen(request, faults);
        };
    proxy.let(now);
    StringBuilder log = new StringBuilder(runs.succeed("prepare", places));
    log.append(killInTheMidst(runs, places, proxy, now));
    for (String verb : List.of("train", "sample", "evaluate")) {
      log.append(runs.succeed(verb, places));
    }
    assertThat(faults).hasValueGreaterThan(30);
    assertThat(copies).hasValue(0);
    return log.toString();
  }

  private static Fault nowAndThen(Request request, AtomicInteger faults) {
    Fault busyOrNone = request.number() % 9 == 0 ? Fault.BUSY : Fault.NONE;
    Fault fault = request.number() % 10 == 0 ? Fault.RESET : busyOrNone;
    faults.addAndGet(fault == Fault.NONE ? 0 : 1);
    return fault;
  }

  /** While the second checkpoint, which the proxy holds up, is being written. */
  private static String killInTheMidst(S3Runs runs, Places places, FaultyProxy proxy, Faults others)
      throws Exception {
    AtomicBoolean writing = new AtomicBoolean();
    proxy.let(
        request -> {
          boolean held = request.isPutOf("step-000000008/ema.safetensors");
          writing.compareAndSet(false, held);
          return held ? Fault.RESET : others.of(request);
        });
    try (Submission killed = runs.start("train", places)) {
      killed.await("the second checkpoint", writing::get).kill();
      return killed.log();
    } finally {
      proxy.let(others);
    }
  }

  private static void assertSameAsLocal(Bucket bucket) throws IOException {
    for (String file : STATE) {
      String name = S3Runs.checkpoint(S3Runs.STEPS) + file;
      assertThat(bucket.read("way/run/" + name))
          .isEqualTo(Files.readAllBytes(local.run().resolve(name)));
    }
    assertThat(withoutFiles(bucket.read("way/prepared/manifest.json")))
        .isEqualTo(withoutFiles(Files.readAllBytes(local.prepared().resolve("manifest.json"))));
    assertThat(pictures(bucket.under("way/run"))).isEqualTo(localPictures());
    assertThat(bucket.under("way"))
        .allSatisfy(
            (name, content) ->
                assertThat(text(content))
                    .as(name)
                    .doesNotContain(S3Server.SECRET)
                    .doesNotContain(S3Server.KEY));
  }

  /** Parquet writes a column's encodings in the order of a hash set, another in every process. */
  private static JsonNode withoutFiles(byte[] json) throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(json);
    manifest.path("shards").forEach(shard -> ((ObjectNode) shard).remove("sha256"));
    return manifest;
  }

  private static String text(byte[] content) {
    return new String(content, ISO_8859_1);
  }

  /** All but the chart of the losses, which a resumed run draws with other pauses. */
  private static Map<String, String> pictures(Map<String, byte[]> files) {
    Map<String, String> pictures = new TreeMap<>();
    files.forEach(
        (name, content) -> {
          if (name.endsWith(".png") && !name.endsWith("loss.png")) {
            pictures.put(name, text(content));
          }
        });
    assertThat(pictures).hasSizeGreaterThan(6);
    return pictures;
  }

  private static String executorLogs() throws IOException {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> found = Files.walk(folder.resolve("work-0"))) {
      for (Path log : found.filter(file -> file.endsWith("stderr")).toList()) {
        logs.append(Files.readString(log));
      }
    }
    return logs.toString();
  }

  private static Map<String, String> localPictures() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path run = local.run();
    try (Stream<Path> found = Files.walk(run)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(run.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return pictures(files);
  }
}
