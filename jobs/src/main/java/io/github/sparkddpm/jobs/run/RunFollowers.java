package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.spark.train.events.TrainingEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** Keeps all views of a run up to date, none waiting for another. */
public final class RunFollowers implements Consumer<TrainingEvent>, AutoCloseable {

  private final List<RunFollower> all;

  public RunFollowers(List<RunView> views) {
    all = views.stream().map(RunFollower::new).toList();
  }

  @Override
  public void accept(TrainingEvent event) {
    all.forEach(follower -> follower.accept(event));
  }

  /** Returns the paths of the views that are in the run's folder. */
  public List<Path> written() {
    return all.stream().map(RunFollower::written).flatMap(Optional::stream).toList();
  }

  /** Calls {@link RunFollower#succeed} for every view. */
  public void succeed() {
    all.forEach(RunFollower::succeed);
  }

  /** Calls {@link RunFollower#stop} for every view. */
  public void stop() {
    all.forEach(RunFollower::stop);
  }

  /** Calls {@link RunFollower#giveUpFolder} for every view. */
  public void giveUpFolder() {
    all.forEach(RunFollower::giveUpFolder);
  }

  /** Calls {@link RunFollower#giveUp} for every view. */
  public void giveUp() {
    all.forEach(RunFollower::giveUp);
  }

  /** Updates all views a last time. */
  @Override
  public void close() {
    all.forEach(RunFollower::end);
    all.forEach(RunFollower::await);
  }
}
