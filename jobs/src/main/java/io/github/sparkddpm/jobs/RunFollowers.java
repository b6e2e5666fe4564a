package io.github.sparkddpm.jobs;

import io.github.sparkddpm.spark.train.TrainingEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** Keeps all views of a run up to date, none waiting for another. */
final class RunFollowers implements Consumer<TrainingEvent>, AutoCloseable {

  private final List<RunFollower> all;

  RunFollowers(List<RunView> views) {
    all = views.stream().map(RunFollower::new).toList();
  }

  @Override
  public void accept(TrainingEvent event) {
    all.forEach(follower -> follower.accept(event));
  }

  /** Where the views are that are in the run's folder. */
  List<Path> written() {
    return all.stream().map(RunFollower::written).flatMap(Optional::stream).toList();
  }

  /** As {@link RunFollower#succeed}. */
  void succeed() {
    all.forEach(RunFollower::succeed);
  }

  /** As {@link RunFollower#giveUp}. */
  void giveUp() {
    all.forEach(RunFollower::giveUp);
  }

  @Override
  public void close() {
    all.forEach(RunFollower::close);
  }
}
