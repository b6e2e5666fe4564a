package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sparkddpm.spark.prepare.FailingFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

  private static final RunLock.Timing TIMING =
      new RunLock.Timing(Duration.ofMillis(20), Duration.ofMinutes(1), Duration.ofMillis(20));
  private static final RunLock.Timing WITHOUT_HEART =
      new RunLock.Timing(Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofMillis(20));

  @TempDir private Path root;
  private OutputFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = folder("file://" + root, new Configuration());
  }

  @Test
  void aLockIsThereWhileItIsHeldAndNoLonger() throws IOException {
    try (RunLock lock = RunLock.take(folder, TIMING)) {
      assertThat(root.resolve("run.lock")).exists();
      lock.requireHeld();
    }
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aSecondWriterIsRefusedNamingTheFirst() throws IOException {
    try (RunLock first = RunLock.take(folder, TIMING)) {
      assertThatExceptionOfType(RunLockedException.class)
          .isThrownBy(() -> RunLock.take(folder, TIMING))
          .withMessageContaining("Run file:" + root + " is being written by ")
          .withMessageContaining("process " + ProcessHandle.current().pid())
          .withMessageContaining(" since " + read().since());
      first.requireHeld();
    }
    RunLock.take(folder, TIMING).close();
  }

  @Test
  @Timeout(20)
  void theOwnerGivesSignsOfLife() throws Exception {
    try (RunLock lock = RunLock.take(folder, TIMING)) {
      Lease first = read();
      while (read().heartbeat().equals(first.heartbeat())) {
        Thread.sleep(5);
      }
      assertThat(read().owner()).isEqualTo(first.owner());
      assertThat(read().since()).isEqualTo(first.since());
      lock.requireHeld();
    }
  }

  @Test
  void aLeaseThatHasRunOutIsTakenOverAndItsOldOwnerStops() throws IOException {
    Lease taken;
    try (RunLock sleeper = RunLock.take(folder, WITHOUT_HEART)) {
      Lease slept = read().beat(Instant.now().minusSeconds(61));
      folder.write(RunLock.FILE, slept.toJson());
      // Never closed: it must outlive the one that slept.
      RunLock second = RunLock.take(folder, WITHOUT_HEART);
      taken = read();
      assertThat(taken.owner()).isNotEqualTo(slept.owner());
      assertThatExceptionOfType(RunLockedException.class)
          .isThrownBy(sleeper::requireHeld)
          .withMessageContaining("was taken over by")
          .withMessageContaining("since " + taken.since());
      second.requireHeld();
    }
    assertThat(read()).isEqualTo(taken);
  }

  @Test
  void aLeaseThatHasNearlyRunOutIsNotTakenOver() throws IOException {
    folder.write(
        RunLock.FILE,
        new Lease("other", "ann@far", "", "then", Instant.now().minusSeconds(30).toString())
            .toJson());
    assertThatExceptionOfType(RunLockedException.class)
        .isThrownBy(() -> RunLock.take(folder, TIMING))
        .withMessageContaining("ann@far since then, last heard of 30 s ago");
  }

  @Test
  void aProcessThatTheClusterStartedAgainTakesOverFromTheOneBefore() throws IOException {
    RunLock.Timing patience =
        new RunLock.Timing(Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofMillis(20));
    folder.write(
        RunLock.FILE,
        new Lease("before", "ann@far", "", "then", Instant.now().toString()).toJson());

    RunLock.take(folder, patience, true).close();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aProcessThatTheClusterStartedAgainIsRefusedWhileTheOneBeforeLives() throws IOException {
    try (RunLock before = RunLock.take(folder, TIMING)) {
      RunLock.Timing patience =
          new RunLock.Timing(Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofMillis(20));
      assertThatExceptionOfType(RunLockedException.class)
          .isThrownBy(() -> RunLock.take(folder, patience, true))
          .withMessageContaining("is renewed");
      before.requireHeld();
    }
  }

  @Test
  void aProcessOfThisMachineThatIsGoneIsNotWaitedFor() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    String started = process.info().startInstant().map(Instant::toString).orElse("unknown");
    String identity =
        new ProcessIdentity(ProcessIdentity.own().space(), process.pid(), started).toString();
    String now = Instant.now().toString();
    folder.write(RunLock.FILE, new Lease("other", "it", identity, now, now).toJson());
    assertThatExceptionOfType(RunLockedException.class)
        .isThrownBy(() -> RunLock.take(folder, TIMING));

    process.destroyForcibly().waitFor();
    RunLock.take(folder, TIMING).close();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aProcessOfAnotherMachineIsNeverTakenForDead() {
    assertThat(new ProcessIdentity("elsewhere", 1, "then").isSurelyDead()).isFalse();
    assertThat(new ProcessIdentity("", 0, "").isSurelyDead()).isFalse();
    assertThat(ProcessIdentity.own().isSurelyDead()).isFalse();
    assertThat(ProcessIdentity.parse(ProcessIdentity.own().toString()))
        .isEqualTo(ProcessIdentity.own());
  }

  @Test
  void ofManyAtOnceOnOneStoreWithoutRenameOneGetsIn() throws Exception {
    Configuration hadoop = new Configuration();
    FailingFileSystem.registerFull(hadoop, Long.MAX_VALUE);
    int writers = 8;
    RunLock.Timing patient =
        new RunLock.Timing(Duration.ofDays(1), Duration.ofSeconds(10), Duration.ofMillis(800));
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      OutputFolder store = folder("failing://" + root, hadoop);
      attempts.add(
          threads.submit(
              () -> {
                start.await();
                return takes(store, patient);
              }));
    }
    int taken = 0;
    for (Future<Boolean> attempt : attempts) {
      taken += attempt.get() ? 1 : 0;
    }
    threads.shutdown();
    assertThat(taken).isEqualTo(1);
  }

  private static boolean takes(OutputFolder store, RunLock.Timing timing) throws IOException {
    try {
      RunLock.take(store, timing);
      return true;
    } catch (RunLockedException e) {
      return false;
    }
  }

  private Lease read() throws IOException {
    return Lease.read(folder.read(RunLock.FILE).orElseThrow());
  }

  private static OutputFolder folder(String path, Configuration hadoop) throws IOException {
    return new OutputFolder(new org.apache.hadoop.fs.Path(path), hadoop);
  }
}
