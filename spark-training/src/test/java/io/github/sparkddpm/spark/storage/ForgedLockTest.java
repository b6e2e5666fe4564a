package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock that was damaged, or that somebody wrote who is not this program. */
@Timeout(60)
class ForgedLockTest {

  private static final RunLock.Timing TIMING =
      new RunLock.Timing(Duration.ofMillis(20), Duration.ofMillis(400), Duration.ofMillis(20));

  private static final String LEASE =
      """
      {"owner":"x","holder":"%s","process":"%s","since":"then","heartbeat":%s}
      """;

  @TempDir private Path root;
  private OutputFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = new OutputFolder(new org.apache.hadoop.fs.Path("file://" + root), new Configuration());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "[]",
        "{}",
        "{\"owner\":\"so",
        "<lock/>",
        "owner: x",
        "\u0000\u0001\u00ff",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      })
  void aFileThatIsNoLockDoesNotLockTheRun(String content) throws IOException {
    Files.writeString(lock(), content);

    assertTaken();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "\"\"",
        "\"soon\"",
        "\"2026-02-31T00:00:00Z\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"+1000000000-12-31T23:59:59.999999999Z\"",
        "\"-1000000000-01-01T00:00:00Z\""
      })
  void aHeartbeatThatIsNoneDoesNotLockTheRunForGood(String heartbeat) throws IOException {
    Files.writeString(lock(), LEASE.formatted("ann@far", "", heartbeat));

    assertTaken();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b c", "a -1 b", "a 99999999999999999999 b", "a  b", "  "})
  void aProcessThatIsNoneIsNobodyWhoIsGone(String process) throws IOException {
    Files.writeString(lock(), LEASE.formatted("ann@far", process, now()));

    assertRefused("is being written by ann@far");
  }

  @Test
  void aHolderThatWouldSteerATerminalIsNotPrinted() throws IOException {
    Files.writeString(lock(), LEASE.formatted("ann\\u001b[2J\\nerror: forged", "", now()));

    assertTaken();
  }

  @Test
  void aLockOfAGigabyteIsNotReadIntoMemory() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(lock().toFile(), "rw")) {
      file.setLength(1L << 30);
    }

    assertTaken();
  }

  @Test
  void theLockOfALaterReleaseIsHeeded() throws IOException {
    String later = LEASE.formatted("ann@far", "", now()).replace("{", "{\"news\":true,");
    Files.writeString(lock(), later);

    assertRefused("is being written by ann@far");
  }

  @Test
  void aClockThatIsALittleAheadIsBelieved() throws IOException {
    Files.writeString(
        lock(), LEASE.formatted("ann@far", "", quoted(Instant.now().plusMillis(300))));

    assertRefused("is being written by ann@far since then, last heard of 0 s ago");
  }

  @Test
  void aProcessWhoseClockIsWrongByYearsHoldsItsRunAsLongAsItLives() throws Exception {
    assertRenewedLockIsHeeded(
        "is of the future (9999-12-31T",
        i ->
            LEASE.formatted(
                "ann@far", "", "\"9999-12-31T23:59:%s.%sZ\"".formatted(10 + i % 50, i)));
    assertTaken();
  }

  @Test
  void aProcessThatWritesAnotherKindOfLockHoldsItsRunAsLongAsItLives() throws Exception {
    assertRenewedLockIsHeeded("is damaged (", i -> "{\"lease\": %s}".formatted(i));
    assertTaken();
  }

  @Test
  void aLockThatIsDamagedWhileItIsHeldIsMendedByTheNextSignOfLife() throws Exception {
    try (RunLock held = RunLock.take(folder, TIMING)) {
      for (String damage : new String[] {"null", "", "{}"}) {
        folder.write(RunLock.FILE, damage.getBytes(StandardCharsets.UTF_8));
        held.requireHeld();
        while (LockFile.read(folder).orElseThrow().lease().isEmpty()) {
          Thread.sleep(5);
        }
      }
      held.requireHeld();
    }
    assertThat(root).isEmptyDirectory();
  }

  /** The text that a process writes next. */
  @FunctionalInterface
  private interface Writer {
    String text(int count);
  }

  private void assertRenewedLockIsHeeded(String said, Writer writer) throws Exception {
    write(writer.text(0));
    AtomicBoolean alive = new AtomicBoolean(true);
    Thread other =
        new Thread(
            () -> {
              for (int i = 1; alive.get(); i++) {
                write(writer.text(i));
              }
            });
    other.start();
    try {
      assertRefused(said);
    } finally {
      alive.set(false);
      other.join();
    }
  }

  private void write(String text) {
    try {
      folder.write(RunLock.FILE, text.getBytes(StandardCharsets.UTF_8));
      Thread.sleep(20);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertTaken() throws IOException {
    try (RunLock taken = RunLock.take(folder, TIMING)) {
      taken.requireHeld();
    }
    assertThat(root).isEmptyDirectory();
  }

  private void assertRefused(String said) {
    assertThatExceptionOfType(RunLockedException.class)
        .isThrownBy(() -> RunLock.take(folder, TIMING))
        .withMessageContaining(said)
        .withMessageMatching("\\P{Cntrl}*");
  }

  private Path lock() {
    return root.resolve("run.lock");
  }

  private static String now() {
    return quoted(Instant.now());
  }

  private static String quoted(Instant time) {
    return "\"%s\"".formatted(time);
  }
}
