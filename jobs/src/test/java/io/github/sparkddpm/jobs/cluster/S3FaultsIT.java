package io.github.sparkddpm.jobs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.cluster.FaultyProxy.Fault;
import io.github.sparkddpm.jobs.cluster.FaultyProxy.Faults;
import io.github.sparkddpm.jobs.cluster.S3Runs.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on an S3 server that fails, behind a proxy that makes it. */
@Timeout(300)
class S3FaultsIT {

  private static final String BUCKET = "faults";
  private static final List<String> STATE =
      List.of("model.safetensors", "ema.safetensors", "optimizer.safetensors");

  @TempDir private static Path folder;
  private static LocalWay local;
  private static S3Server server;
  private static FaultyProxy proxy;
  private static Bucket bucket;
  private static S3Runs runs;
  private static int count;

  private String name;
  private Places places;

  @BeforeAll
  static void start() throws Exception {
    local = LocalWay.gone();
    server = new S3Server(folder.resolve("s3proxy"));
    proxy = new FaultyProxy(server.port());
    bucket = new Bucket(BUCKET, server.endpoint());
    runs = runs(S3Server.SECRET);
  }

  @AfterAll
  static void stop() throws IOException {
    bucket.close();
    proxy.close();
    server.close();
  }

  @BeforeEach
  void ownFolder() throws Exception {
    name = "run-" + ++count;
    places = local.on(bucket, name);
  }

  @AfterEach
  void noFaults() {
    proxy.let(FaultyProxy.NONE);
  }

  @Test
  void aStoreThatGoesAwayInTheMidstOfACheckpointAndComesBackIsWaitedFor() throws Exception {
    AtomicBoolean gone = new AtomicBoolean();
    proxy.let(onceFor("step-000000008/ema.safetensors", gone), this::awayForAWhile);
    train();

    assertThat(gone).isTrue();
    assertSameCheckpoint();
  }

  @Test
  void aStoreThatGoesAwayInTheMidstOfACheckpointEndsTheRunWhichResumesOnceItIsBack()
      throws Exception {
    AtomicBoolean gone = new AtomicBoolean();
    proxy.let(onceFor("step-000000008/ema.safetensors", gone), proxy::goAway);
    try (Submission train = runs.start("train", places, prepared())) {
      int status = train.status();
      assertThat(status).as(train.log()).isEqualTo(7);
      assertThat(train.error())
          .contains("Cannot write checkpoint s3a://" + BUCKET)
          .contains("step-000000008")
          .contains("the storage does not answer; run the same command again once it does");
      assertThat(train.log()).doesNotContain(S3Server.SECRET);
    } finally {
      proxy.comeBack();
    }
    String four = name + "/run/" + S3Runs.checkpoint(4) + "checkpoint.json";
    assertThat(bucket.holds(four)).isTrue();
    assertThat(bucket.holds(four.replace("step-000000004", "step-000000008"))).isFalse();

    assertThat(train()).contains("Resuming after step 4 of " + S3Runs.STEPS);
    assertSameCheckpoint();
  }

  @Test
  void aStoreThatGoesAwayInTheMidstOfASampleEndsTheRunAndTheSameCommandDrawsTheRest()
      throws Exception {
    bucket.upload(local.run(), name + "/run");
    Map<String, String> all = samples();
    bucket.delete(name + "/run/samples");
    AtomicBoolean gone = new AtomicBoolean();
    proxy.let(onceFor("00000004", gone), proxy::goAway);
    try (Submission sample = runs.start("sample", places)) {
      assertThat(sample.status()).as(sample.log()).isEqualTo(7);
      assertThat(sample.error()).contains("the storage does not answer");
    } finally {
      proxy.comeBack();
    }
    Map<String, String> some = samples();
    assertThat(all).containsAllEntriesOf(some);
    assertThat(some.size()).isLessThan(all.size());
    runs.succeed("sample", places);

    assertThat(samples()).isEqualTo(all);
  }

  @Tag(SparkHome.BOTH_LINES)
  @Test
  void aBucketThatIsNotThereIsNamedAndNothingIsWritten() throws Exception {
    Places input = new Places("s3a://no-such-bucket/images", places.labels(), places.root());
    Places output = new Places(places.images(), places.labels(), "s3a://no-such-bucket/x");
    try (Submission prepare = runs.start("prepare", input);
        Submission train = runs.start("train", output, prepared())) {
      assertRefused(prepare, 3, "there is no such bucket; create it, or correct");
      assertRefused(train, 7, "Cannot write s3a://no-such-bucket/x/run/run.lock");
    }
    assertThat(bucket.under(name)).isEmpty();
  }

  @Tag(SparkHome.BOTH_LINES)
  @Test
  void wrongCredentialsAreRefusedAndNotPrinted() throws Exception {
    S3Runs wrong = runs("wrong/neverToBePrinted");
    try (Submission prepare = wrong.start("prepare", places);
        Submission sample = wrong.start("sample", places)) {
      assertRefused(prepare, 3, "access is denied; check the credentials");
      assertRefused(sample, 3, "access is denied; check the credentials");
    }
    assertThat(bucket.under(name)).isEmpty();
  }

  private static void assertRefused(Submission refused, int status, String error)
      throws InterruptedException {
    assertThat(refused.status()).as(refused.log()).isEqualTo(status);
    assertThat(refused.error()).contains(error).doesNotContain("\n");
    assertThat(refused.log().toLowerCase(Locale.ROOT)).doesNotContain("nevertobeprinted");
  }

  /** The first PUT of a name is cut in its middle. */
  private static Faults onceFor(String name, AtomicBoolean done) {
    return request ->
        request.isPutOf(name) && done.compareAndSet(false, true) ? Fault.CUT : Fault.NONE;
  }

  private void awayForAWhile() {
    proxy.goAway();
    CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(proxy::comeBack);
  }

  private String train() throws Exception {
    return runs.succeed("train", places, prepared());
  }

  private static String prepared() {
    return "data.prepared=" + local.prepared();
  }

  private static S3Runs runs(String secret) {
    return new S3Runs(folder.resolve("logs"), "local[2]", secret, S3Server.endpoint(proxy.port()));
  }

  private void assertSameCheckpoint() throws IOException {
    String checkpoint = S3Runs.checkpoint(S3Runs.STEPS);
    for (String file : STATE) {
      assertThat(bucket.read(name + "/run/" + checkpoint + file))
          .as(file)
          .isEqualTo(Files.readAllBytes(local.run().resolve(checkpoint).resolve(file)));
    }
  }

  /** The images, and the pictures of them. */
  private Map<String, String> samples() throws IOException {
    Map<String, String> samples = new TreeMap<>();
    bucket
        .under(name + "/run/samples")
        .forEach(
            (file, content) -> {
              if (file.endsWith(".png")) {
                samples.put(file, new String(content, ISO_8859_1));
              }
            });
    return samples;
  }
}
