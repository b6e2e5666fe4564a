package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.display.ProgressDisplay;
import io.github.sparkddpm.spark.train.StopRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SignalUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.AbstractFunction0;

/**
 * Ends a verb when a signal asks for it. Verbs that train end in good order; all others end at
 * once, because their files are whole at any time. A second signal ends this process as the JVM
 * would have by itself.
 */
final class StopSignals {

  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

  /**
   * The signals that end a verb: from schedulers, from Ctrl-C, and from a terminal that is closed.
   */
  private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

  private static final AtomicReference<StopSignals> CURRENT = new AtomicReference<>();

  private final StopRequest stop;
  private final String kept;
  private final PrintWriter err;
  private boolean heard;
  private boolean ending;

  private StopSignals(StopRequest stop, String kept, PrintWriter err) {
    this.stop = stop;
    this.kept = kept;
    this.err = err;
  }

  /**
   * The action at a signal. It is registered with Spark, because the compiler refuses the JDK's own
   * class for signals.
   */
  private static final class Action extends AbstractFunction0<Object> {

    private final String signal;

    private Action(String signal) {
      this.signal = signal;
    }

    /**
     * Handles the signal.
     *
     * @return whether the signal is handled; otherwise it does what it always does
     */
    @Override
    public Object apply() {
      StopSignals verb = CURRENT.get();
      return verb != null && verb.hear("SIG" + signal);
    }
  }

  /**
   * Installs the handlers; must be called once in a process. Signals do what they always do while
   * no verb runs.
   */
  static void install() {
    SIGNALS.forEach(signal -> SignalUtils.register(signal, new Action(signal)));
  }

  /**
   * Lets signals end a verb from now on.
   *
   * @param stop made by the first signal
   * @param kept as {@link Verb#kept}
   */
  static StopSignals hear(StopRequest stop, String kept, PrintWriter err) {
    StopSignals signals = new StopSignals(stop, kept, err);
    CURRENT.set(signals);
    return signals;
  }

  private boolean hear(String signal) {
    if (isFirst()) {
      if (stop.make(signal)) {
        LOG.info(
            "{}: ends after the step, or round, in flight with a checkpoint; a second signal ends it at once",
            signal);
        return true;
      }
      end("Stopped by %s: %s".formatted(signal, kept));
      System.exit(ExitCode.STOPPED.number());
    }
    if (stop.isMade()) {
      end("error: Ended at once by a second signal, %s: %s".formatted(signal, kept));
    }
    return false;
  }

  private synchronized boolean isFirst() {
    boolean first = !heard;
    heard = true;
    return first;
  }

  /** Prints a last line. Later errors, which only follow from Spark being stopped, are silenced. */
  private synchronized void end(String why) {
    ending = true;
    ProgressDisplay.end();
    SparkSession.getDefaultSession().foreach(StopSignals::silence);
    err.println(why);
    err.flush();
  }

  private static Object silence(SparkSession spark) {
    spark.sparkContext().setLogLevel("OFF");
    return null;
  }

  /**
   * Lets signals do again what they always do. Does not return if a signal is ending this process.
   */
  void ignore() {
    if (isEnding()) {
      awaitEnd();
    }
    CURRENT.set(null);
  }

  private synchronized boolean isEnding() {
    return ending;
  }

  private static void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
