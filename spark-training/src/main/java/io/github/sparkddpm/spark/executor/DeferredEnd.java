package io.github.sparkddpm.spark.executor;

import java.util.function.BooleanSupplier;
import org.apache.spark.util.SignalUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.AbstractFunction0;

/**
 * Lets an executor that is told to end (SIGTERM) live until its task has saved its work, if the
 * driver agrees. A second signal ends it at once. Whoever sent the first one may not wait that
 * long: Kubernetes kills after 30 s, a standalone worker after 10 s, YARN after 250 ms.
 */
public final class DeferredEnd {

  private static final Logger LOG = LoggerFactory.getLogger(DeferredEnd.class);
  private static final long LONGEST_MILLIS = 120_000;

  /** The time to tell the driver of the task's end. */
  private static final long LINGER_MILLIS = 1000;

  private static final Object LOCK = new Object();

  private static int held;

  private DeferredEnd() {}

  /**
   * Hears the signal from now on.
   *
   * @param announce tells the driver, and whether it agrees
   */
  static void install(BooleanSupplier announce) {
    SignalUtils.register(
        "TERM",
        new AbstractFunction0<>() {
          /**
           * Waits until the task has paused, if it can.
           *
           * @return false, so that the signal then does what it always does
           */
          @Override
          public Object apply() {
            if (isHeld() && announce.getAsBoolean()) {
              LOG.info("SIGTERM: this executor ends as soon as its task has paused");
              awaitRelease();
            }
            return false;
          }
        });
  }

  /** Protects work that this process must not lose, until {@link #release}. */
  public static void hold() {
    synchronized (LOCK) {
      held++;
    }
  }

  public static void release() {
    synchronized (LOCK) {
      held--;
      LOCK.notifyAll();
    }
  }

  private static boolean isHeld() {
    synchronized (LOCK) {
      return held > 0;
    }
  }

  private static void awaitRelease() {
    long start = System.nanoTime();
    try {
      synchronized (LOCK) {
        long left = LONGEST_MILLIS;
        while (held > 0 && left > 0) {
          LOCK.wait(left);
          left = LONGEST_MILLIS - (System.nanoTime() - start) / 1_000_000;
        }
      }
      Thread.sleep(LINGER_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
