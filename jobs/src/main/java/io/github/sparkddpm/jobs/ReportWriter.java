package io.github.sparkddpm.jobs;

import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.TrainingEvent;
import io.github.sparkddpm.spark.train.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.spark.train.TrainingEvent.Measured;
import io.github.sparkddpm.spark.train.TrainingEvent.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the report in a run's folder up to date: beside the training, which does not wait for it,
 * and which goes on if it cannot be written. That is warned of, with how often it was so.
 */
final class ReportWriter implements Consumer<TrainingEvent>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReportWriter.class);
  private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(1);

  private final RunFolder run;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread writer = new Thread(work, "spark-ddpm-report");
            writer.setDaemon(true);
            return writer;
          });
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean ours;
  private volatile long asked = System.nanoTime();
  private volatile Path written;

  ReportWriter(RunFolder run) {
    this.run = run;
  }

  @Override
  public void accept(TrainingEvent event) {
    // Before that the folder may be another run's, and is refused.
    ours |= event instanceof Started;
    boolean old = System.nanoTime() - asked > AT_LEAST_EVERY.toNanos();
    if (event instanceof Started
        || event instanceof CheckpointSaved
        || (event instanceof Measured && old)) {
      ask();
    }
  }

  /** One that waits will see what has come meanwhile. */
  private void ask() {
    asked = System.nanoTime();
    if (waiting.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            waiting.set(false);
            write();
          });
    }
  }

  /** Writes the report as of now. */
  void write() {
    try {
      byte[] html = new RunReport(run).html().getBytes(StandardCharsets.UTF_8);
      written = run.files().write(RunReport.FILE, html);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "The report {} is not up to date, for the {}. time; that does not touch the run and its checkpoints: {}",
          new Path(run.path(), RunReport.FILE),
          failures.incrementAndGet(),
          e.toString());
      LOG.debug("Why there is no report", e);
    }
  }

  /** Where the report is, if it could ever be written. */
  Optional<Path> written() {
    return Optional.ofNullable(written);
  }

  /** Writes no more, for nothing can be written. */
  void giveUp() {
    ours = false;
  }

  /** Writes it a last time. */
  @Override
  public void close() {
    if (ours) {
      ask();
    }
    thread.shutdown();
    try {
      while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.info("Waiting for the report {}", new Path(run.path(), RunReport.FILE));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
