package io.github.sparkddpm.jobs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.cluster.FaultyProxy.Fault;
import io.github.sparkddpm.jobs.cluster.S3Runs.Places;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The way from raw images to samples from and to real S3 servers: S3Proxy, and those of the system
 * property spark-ddpm.s3.endpoints, separated by commas.
 */
@Timeout(300)
class S3IT {

  private static final String BUCKET = "whole-way";
  private static final List<String> STATE =
      List.of("model.safetensors", "ema.safetensors", "optimizer.safetensors");

  @TempDir private static Path folder;
  private static S3Server server;

  @BeforeAll
  static void runOnTheLocalDisk() throws Exception {
    server = new S3Server(folder.resolve("s3proxy"));
    S3Runs runs = new S3Runs(folder.resolve("logs"), S3Server.SECRET, "");
    Places local =
        new Places(
            FewDigits.images(folder).toString(),
            FewDigits.labels(folder).toString(),
            folder.resolve("local").toString());
    for (String verb : List.of("prepare", "train", "sample")) {
      runs.succeed(verb, local);
    }
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
  void theWholeWayWithARunKilledAndResumedEndsBitForBitAsOnTheLocalDisk(String endpoint)
      throws Exception {
    try (Bucket bucket = new Bucket(BUCKET, endpoint);
        FaultyProxy proxy = new FaultyProxy(URI.create(endpoint).getPort())) {
      Places places = upload(bucket);
      S3Runs runs =
          new S3Runs(folder.resolve("logs"), S3Server.SECRET, S3Server.endpoint(proxy.port()));
      String log = runs.succeed("prepare", places) + killInTheMidst(runs, places, proxy);
      assertThat(bucket.holds("way/" + S3Runs.checkpoint(4) + "checkpoint.json")).isTrue();
      String resumed = runs.succeed("train", places);
      log += resumed + runs.succeed("sample", places);

      assertThat(resumed).contains("Resuming after step 4 of " + S3Runs.STEPS);
      assertThat(bucket.holds("way/run/run.lock")).isFalse();
      assertThat(log).contains("Saved checkpoint s3a://").doesNotContain(S3Server.SECRET);
      assertSameAsLocal(bucket);
    }
  }

  private static Places upload(Bucket bucket) throws IOException {
    Path images = FewDigits.images(folder);
    Path labels = FewDigits.labels(folder);
    bucket.upload(images, "raw/" + images.getFileName());
    bucket.upload(labels, "raw/" + labels.getFileName());
    return new Places(
        bucket.path("raw/" + images.getFileName()),
        bucket.path("raw/" + labels.getFileName()),
        bucket.path("way"));
  }

  /** While the second checkpoint, which the proxy holds up, is being written. */
  private static String killInTheMidst(S3Runs runs, Places places, FaultyProxy proxy)
      throws Exception {
    AtomicBoolean writing = new AtomicBoolean();
    proxy.let(
        request -> {
          boolean held = request.isPutOf("step-000000008/ema.safetensors");
          writing.compareAndSet(false, held);
          return held ? Fault.RESET : Fault.NONE;
        });
    try (Submission killed = runs.start("train", places)) {
      killed.await("the second checkpoint", writing::get).kill();
      return killed.log();
    } finally {
      proxy.let(FaultyProxy.NONE);
    }
  }

  private static void assertSameAsLocal(Bucket bucket) throws IOException {
    Path local = folder.resolve("local");
    for (String file : STATE) {
      String name = S3Runs.checkpoint(S3Runs.STEPS) + file;
      assertThat(bucket.read("way/" + name)).isEqualTo(Files.readAllBytes(local.resolve(name)));
    }
    assertThat(bucket.read("way/prepared/manifest.json"))
        .isEqualTo(Files.readAllBytes(local.resolve("prepared/manifest.json")));
    assertThat(pictures(bucket.under("way/run"))).isEqualTo(localPictures());
    assertThat(bucket.under("way"))
        .allSatisfy(
            (name, content) ->
                assertThat(new String(content, ISO_8859_1))
                    .as(name)
                    .doesNotContain(S3Server.SECRET)
                    .doesNotContain(S3Server.KEY));
  }

  /** All but the chart of the losses, which a resumed run draws with other pauses. */
  private static Map<String, String> pictures(Map<String, byte[]> files) {
    Map<String, String> pictures = new TreeMap<>();
    files.forEach(
        (name, content) -> {
          if (name.endsWith(".png") && !name.endsWith("loss.png")) {
            pictures.put(name, new String(content, ISO_8859_1));
          }
        });
    assertThat(pictures).hasSizeGreaterThan(6);
    return pictures;
  }

  private static Map<String, String> localPictures() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path run = folder.resolve("local/run");
    try (Stream<Path> found = Files.walk(run)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(run.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return pictures(files);
  }
}
