package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.spark.source.Printable;
import io.github.sparkddpm.spark.train.TrainingEvent;
import io.github.sparkddpm.spark.train.TrainingEvent.Started;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a view of a run up to date: beside the training, which does not wait for it, and which goes
 * on if that fails. It is warned of, with how often it was so.
 */
public final class RunFollower implements Consumer<TrainingEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(RunFollower.class);

  private final RunView view;
  private final ExecutorService thread;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicLong failures = new AtomicLong();
  private final long began = System.nanoTime();
  private volatile boolean ours;
  private volatile RunEnd end = RunEnd.FAILED;
  private volatile long asked = began;
  private volatile boolean updated;

  RunFollower(RunView view) {
    this.view = view;
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread follower = new Thread(work, "spark-ddpm " + view.getClass().getSimpleName());
              follower.setDaemon(true);
              return follower;
            });
  }

  /** Updates a view of a run that does not train. */
  public static void updateOnce(RunView view) {
    new RunFollower(view).update();
  }

  @Override
  public void accept(TrainingEvent event) {
    // Before that the folder may be another run's, and is refused.
    ours |= event instanceof Started;
    if (event instanceof Started || view.isDue(event, since(asked), since(began))) {
      ask();
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /** One that waits will see what has come meanwhile. */
  private void ask() {
    asked = System.nanoTime();
    if (waiting.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            waiting.set(false);
            if (ours) {
              update();
            }
          });
    }
  }

  private void update() {
    try {
      view.update();
      updated = true;
    } catch (IOException | RuntimeException | FSError | LinkageError e) {
      LOG.warn(
          "{} is not up to date, for the {}. time; that does not touch the run and its checkpoints: {}",
          view.name(),
          failures.incrementAndGet(),
          Secrets.maskUserInfo(Printable.of(e.toString())));
      LOG.debug("Why {} is not up to date", view.name(), e);
    }
  }

  /** Where the view is, if it could ever be brought up to date. */
  Optional<Path> written() {
    return updated ? view.path() : Optional.empty();
  }

  /** The training has ended well. */
  void succeed() {
    end = RunEnd.SUCCEEDED;
  }

  /** The training has ended in good order, but before its last step. */
  void stop() {
    end = RunEnd.STOPPED;
  }

  /** Updates no more what is in the run's folder, for nothing can be written there. */
  void giveUpFolder() {
    ours &= view.path().isEmpty();
  }

  /** Updates nothing more, for the run is another process's. */
  void giveUp() {
    ours = false;
  }

  /** Begins to update it a last time. */
  void end() {
    if (ours) {
      view.ended(end);
      ask();
    }
    thread.shutdown();
  }

  /** Waits for the last update. */
  void await() {
    try {
      while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.info("Waiting for {}", view.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
