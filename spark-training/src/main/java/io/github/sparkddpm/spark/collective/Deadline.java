package io.github.sparkddpm.spark.collective;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** The end of a wait, however many steps the wait has. */
final class Deadline {

  private final Duration wait;
  private final long end;

  private Deadline(Duration wait) {
    this.wait = wait;
    end = System.nanoTime() + wait.toNanos();
  }

  static Deadline in(Duration wait) {
    return new Deadline(wait);
  }

  /**
   * Returns how much is left, at least 1.
   *
   * @throws SocketTimeoutException if nothing is
   */
  int millis() throws SocketTimeoutException {
    long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException(
          "it said too little within %s s".formatted(wait.toSeconds()));
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }
}
