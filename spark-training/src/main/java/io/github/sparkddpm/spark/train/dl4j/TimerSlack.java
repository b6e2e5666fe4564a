package io.github.sparkddpm.spark.train.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delay by which Linux may end a sleep late.
 *
 * <p>DL4J looks for messages in a thread that sleeps for a microsecond between looks. Linux makes
 * that 50 by default, which gives 16,000 looks a second and costs every process 8 % of a core. A
 * millisecond is short enough beside a training step.
 */
final class TimerSlack {

  private static final Logger LOG = LoggerFactory.getLogger(TimerSlack.class);
  private static final Path THREAD = Path.of("/proc/thread-self");
  private static final String MILLISECOND = "1000000";

  private TimerSlack() {}

  /** Allows a delay of a millisecond for this thread, and for those that it starts from now on. */
  static void relax() {
    try {
      Files.writeString(file(), MILLISECOND);
    } catch (IOException e) {
      LOG.info("Waiting for messages costs more of this processor than need be: {}", e.toString());
    }
  }

  /** Returns the file of this thread's setting. */
  static Path file() throws IOException {
    return Path.of(
        "/proc", Files.readSymbolicLink(THREAD).getFileName().toString(), "timerslack_ns");
  }
}
