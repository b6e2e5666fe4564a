package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.cluster.FaultyProxy.Fault;
import io.github.sparkddpm.jobs.cluster.FaultyProxy.Faults;
import io.github.sparkddpm.jobs.cluster.S3Runs.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on an S3 server that fails, behind a proxy that makes it. */
@Timeout(300)
class S3FaultsIT {

  private static final String BUCKET = "faults";

  @TempDir private static Path folder;
  private static S3Server server;
  private static FaultyProxy proxy;
  private static Bucket bucket;
  private static S3Runs runs;
  private static Map<String, byte[]> finished;
  private static int count;

  private Places places;

  @BeforeAll
  static void trainWithoutFaults() throws Exception {
    server = new S3Server(folder.resolve("s3proxy"));
    proxy = new FaultyProxy(server.port());
    bucket = new Bucket(BUCKET, server.endpoint());
    runs = runs(S3Server.SECRET);
    bucket.upload(FewDigits.images(folder), "raw/images");
    bucket.upload(FewDigits.labels(folder), "raw/labels");
    runs.succeed("prepare", places("calm"));
    runs.succeed("train", places("calm"));
    finished = checkpoint("calm", S3Runs.STEPS);
    assertThat(finished).hasSize(3);
  }

  @AfterAll
  static void stop() throws IOException {
    bucket.close();
    proxy.close();
    server.close();
  }

  @BeforeEach
  void ownFolder() {
    places = places("run-" + ++count);
  }

  @AfterEach
  void noFaults() {
    proxy.let(FaultyProxy.NONE);
  }

  @Test
  void everyNinthRequestBusyAndEveryTenthResetCostOnlyTime() throws Exception {
    AtomicInteger faults = new AtomicInteger();
    proxy.let(
        request -> {
          Fault fault =
              request.number() % 9 == 0
                  ? Fault.BUSY
                  : request.number() % 10 == 0 ? Fault.RESET : Fault.NONE;
          faults.addAndGet(fault == Fault.NONE ? 0 : 1);
          return fault;
        });
    runs.succeed("prepare", places);
    runs.succeed("train", places);

    assertThat(faults).hasValueGreaterThan(20);
    assertSameCheckpoint(places, S3Runs.STEPS);
  }

  @Test
  void aStoreThatGoesAwayInTheMidstOfACheckpointAndComesBackIsWaitedFor() throws Exception {
    AtomicBoolean gone = new AtomicBoolean();
    proxy.let(onceFor("step-000000008/ema.safetensors", gone), this::awayForAWhile);
    train();

    assertThat(gone).isTrue();
    assertSameCheckpoint(places, S3Runs.STEPS);
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
    String four = name(places) + "/" + S3Runs.checkpoint(4) + "checkpoint.json";
    assertThat(bucket.holds(four)).isTrue();
    assertThat(bucket.holds(four.replace("step-000000004", "step-000000008"))).isFalse();

    assertThat(train()).contains("Resuming after step 4 of " + S3Runs.STEPS);
    assertSameCheckpoint(places, S3Runs.STEPS);
  }

  @Test
  void aStoreThatGoesAwayInTheMidstOfASampleEndsTheRunAndTheSameCommandDrawsTheRest()
      throws Exception {
    Places calm = places("calm");
    runs.succeed("sample", calm);
    Map<String, byte[]> all = bucket.under("calm/run/samples");
    bucket.delete("calm/run/samples");
    AtomicBoolean gone = new AtomicBoolean();
    proxy.let(onceFor("00000004", gone), proxy::goAway);
    try (Submission sample = runs.start("sample", calm)) {
      assertThat(sample.status()).as(sample.log()).isEqualTo(7);
      assertThat(sample.error()).contains("the storage does not answer");
    } finally {
      proxy.comeBack();
    }
    assertThat(all.keySet()).containsAll(bucket.under("calm/run/samples").keySet());
    runs.succeed("sample", calm);

    assertThat(bucket.under("calm/run/samples").keySet()).isEqualTo(all.keySet());
  }

  @Test
  void aBucketThatIsNotThereIsNamedAndNothingIsWritten() throws Exception {
    Places nowhere = new Places("s3a://no-such-bucket/images", places.labels(), places.root());
    assertRefused(runs, "prepare", nowhere, 3, "there is no such bucket; create it, or correct");
    assertThat(bucket.under(name(places))).isEmpty();
    Places output = new Places(places.images(), places.labels(), "s3a://no-such-bucket/x");
    assertRefused(
        runs, "train", output, 7, "Cannot write s3a://no-such-bucket/x/run/run.lock", prepared());
  }

  @Test
  void wrongCredentialsAreRefusedAndNotPrinted() throws Exception {
    S3Runs wrong = runs("wrong/neverToBePrinted");
    assertRefused(wrong, "prepare", places, 3, "access is denied; check the credentials");
    assertRefused(wrong, "sample", places("calm"), 3, "access is denied; check the credentials");
    assertThat(bucket.under(name(places))).isEmpty();
  }

  private static void assertRefused(
      S3Runs runs, String verb, Places places, int status, String error, String... overrides)
      throws Exception {
    try (Submission refused = runs.start(verb, places, overrides)) {
      assertThat(refused.status()).as(refused.log()).isEqualTo(status);
      assertThat(refused.error()).contains(error).doesNotContain("\n");
      assertThat(refused.log())
          .doesNotContain("neverToBePrinted")
          .doesNotContain("NeverToBePrinted");
    }
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
    return "data.prepared=" + places("calm").prepared();
  }

  private static S3Runs runs(String secret) {
    return new S3Runs(folder.resolve("logs"), secret, S3Server.endpoint(proxy.port()));
  }

  private static Places places(String name) {
    return new Places(bucket.path("raw/images"), bucket.path("raw/labels"), bucket.path(name));
  }

  private static String name(Places places) {
    return places.root().substring(places.root().lastIndexOf('/') + 1);
  }

  private static void assertSameCheckpoint(Places places, int step) throws IOException {
    Map<String, byte[]> there = checkpoint(name(places), step);
    assertThat(there).hasSameSizeAs(finished);
    finished.forEach((file, content) -> assertThat(there.get(file)).as(file).isEqualTo(content));
  }

  /** The tensors of a checkpoint. */
  private static Map<String, byte[]> checkpoint(String run, int step) throws IOException {
    Map<String, byte[]> files = bucket.under(run + "/" + S3Runs.checkpoint(step));
    files.keySet().removeIf(file -> !file.endsWith(".safetensors"));
    return files;
  }
}
