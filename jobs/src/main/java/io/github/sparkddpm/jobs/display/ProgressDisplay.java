package io.github.sparkddpm.jobs.display;

import java.time.Duration;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The progress of a job: a bar on a terminal, else a line of the log every 10 seconds. */
public final class ProgressDisplay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
  private static final int TERMINAL_MILLIS = 500;
  private static final int LOG_MILLIS = 10_000;
  private static final int LOG_COLUMNS = 120;

  private static volatile boolean ended;

  private final ProgressBar bar;

  /** Logs lines without repeats, because the library renders the last state of a bar twice. */
  private static final class Lines implements Consumer<String> {

    private String last = "";

    @Override
    public void accept(String line) {
      if (!ended && !line.equals(last)) {
        LOG.info(line);
      }
      last = line;
    }
  }

  /** Paints one line of the terminal again and again. */
  private static final class Painted extends ConsoleProgressBarConsumer {

    private Painted() {
      super(System.err);
    }

    @Override
    public void accept(String line) {
      if (!ended) {
        super.accept(line);
      }
    }
  }

  private ProgressDisplay(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Opens a display.
   *
   * @param task the job's name, such as "Training"
   * @param first how much was done before; not counted for the time that is left
   * @param total how much there is to do
   */
  static ProgressDisplay open(String task, long first, long total) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .startsFrom(first, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII);
    return new ProgressDisplay(onTerminalOrLog(builder).build());
  }

  @SuppressWarnings("SystemConsoleNull") // On Java 17 and 21 it is null there.
  private static ProgressBarBuilder onTerminalOrLog(ProgressBarBuilder builder) {
    return System.console() != null
        ? builder.setUpdateIntervalMillis(TERMINAL_MILLIS).setConsumer(new Painted())
        : builder
            .setUpdateIntervalMillis(LOG_MILLIS)
            .setConsumer(new DelegatingProgressBarConsumer(new Lines(), LOG_COLUMNS));
  }

  /** Stops every display in this process, and begins a new line on the terminal. */
  @SuppressWarnings("SystemConsoleNull") // On Java 17 and 21 it is null there.
  public static void end() {
    ended = true;
    if (System.console() != null) {
      System.err.println();
    }
  }

  /** Shows how much is done and a few words more. */
  void advance(long done, String message) {
    bar.setExtraMessage(message);
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
  }
}
