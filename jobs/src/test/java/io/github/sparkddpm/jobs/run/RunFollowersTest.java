package io.github.sparkddpm.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.sparkddpm.spark.train.events.TrainingEvent.Started;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class RunFollowersTest {

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void whatIsElsewhereHearsOfTheEndOfARunWhoseFolderCannotBeWritten() {
    try (RunFollowers followers = followersOfARunThatTrains()) {
      followers.giveUpFolder();
    }

    assertThat(told).containsExactly("elsewhere ended", "elsewhere");
  }

  @Test
  void nothingIsToldOfARunThatAnotherProcessHas() {
    try (RunFollowers followers = followersOfARunThatTrains()) {
      followers.giveUp();
    }

    assertThat(told).isEmpty();
  }

  @Test
  void noneWaitsForAnotherAtTheEnd() {
    CountDownLatch last = new CountDownLatch(2);
    Consumer<Boolean> meeting =
        ended -> {
          if (ended) {
            last.countDown();
            told.add(comes(last) ? "met" : "alone");
          }
        };
    try (RunFollowers followers =
        new RunFollowers(
            List.of(
                new View("one", Optional.empty(), meeting),
                new View("other", Optional.empty(), meeting)))) {
      followers.accept(new Started(0, 1, 1, "dl4j"));
    }

    assertThat(told).contains("met").doesNotContain("alone");
  }

  /** Returns the followers of a run, whose views are both up to date. */
  private RunFollowers followersOfARunThatTrains() {
    CountDownLatch updated = new CountDownLatch(2);
    RunFollowers followers =
        new RunFollowers(
            List.of(
                new View("file", Optional.of(new Path("file")), ended -> updated.countDown()),
                new View("elsewhere", Optional.empty(), ended -> updated.countDown())));
    followers.accept(new Started(0, 1, 1, "dl4j"));
    assertThat(comes(updated)).isTrue();
    told.clear();
    return followers;
  }

  @Test
  void anErrorOfALibraryIsAFailureLikeOthers() {
    View broken =
        new View(
            "broken",
            Optional.empty(),
            ended -> {
              throw new NoClassDefFoundError("shaded");
            });

    assertThatCode(() -> RunFollower.updateOnce(broken)).doesNotThrowAnyException();
  }

  private static boolean comes(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Tells of what is asked of it, and does what a test wants. */
  private final class View implements RunView {

    private final String name;
    private final Optional<Path> path;
    private final Consumer<Boolean> work;
    private volatile boolean ended;

    View(String name, Optional<Path> path, Consumer<Boolean> work) {
      this.name = name;
      this.path = path;
      this.work = work;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<Path> path() {
      return path;
    }

    @Override
    public void ended(RunEnd how) {
      ended = true;
      told.add(name + " ended");
    }

    @Override
    public void update() {
      told.add(name);
      work.accept(ended);
    }
  }
}
