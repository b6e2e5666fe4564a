package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
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
 * Keeps a view of a run up to date beside the training. The training neither waits for it nor fails
 * with it: a failure is logged as a warning, with the number of failures so far.
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
    // Until training has started the folder may be another run's, which is then refused.
    ours |= event instanceof Started;
    if (event instanceof Started || view.isDue(event, since(asked), since(began))) {
      ask();
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /**
   * Queues an update, unless one is waiting already, which will see everything that has come
   * meanwhile.
   */
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
          "{} is not up to date, for the {}. time; that does not touch the run and its checkpoints:"
              + " {}",
          view.name(),
          failures.incrementAndGet(),
          Secrets.maskUserInfo(Printable.of(e.toString())));
      LOG.debug("Why {} is not up to date", view.name(), e);
    }
  }

  /** Returns the path of the view, if it could ever be brought up to date. */
  Optional<Path> written() {
    return updated ? view.path() : Optional.empty();
  }

  /** Records that the training has ended well. */
  void succeed() {
    end = RunEnd.SUCCEEDED;
  }

  /** Records that the training has ended in good order, but before its last step. */
  void stop() {
    end = RunEnd.STOPPED;
  }

  /** Stops updating views in the run's folder, because nothing can be written there. */
  void giveUpFolder() {
    ours &= view.path().isEmpty();
  }

  /** Stops all updates, because the run is another process's. */
  void giveUp() {
    ours = false;
  }

  /** Begins the last update. */
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
