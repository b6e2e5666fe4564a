package io.github.sparkddpm.spark.train.allreduce;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * The room for workers while an attempt runs, which the driver looks at again and again. What lasts
 * for less than {@link #STEADY} does not count, so that executors that come and vanish do not
 * interrupt training.
 *
 * <p>As a flag it is raised while there is steady room for more workers than the attempt has.
 */
final class AttemptRoom implements BooleanSupplier {

  /** The time that room must have been there, or be missing, to count. */
  static final Duration STEADY = Duration.ofSeconds(10);

  private final int workers;
  private final int most;
  private final long began;
  private final Deque<Look> looks = new ArrayDeque<>();

  /** The room that was found at a time. */
  private record Look(long nanos, int room) {}

  /**
   * Creates the room of one attempt.
   *
   * @param workers that the attempt has
   * @param most workers that the run can use
   * @param began now, of {@link System#nanoTime}
   */
  AttemptRoom(int workers, int most, long began) {
    this.workers = workers;
    this.most = most;
    this.began = began;
  }

  /**
   * Records the room that there is.
   *
   * @param nanos now, of {@link System#nanoTime}
   */
  synchronized void look(int room, long nanos) {
    looks.addLast(new Look(nanos, room));
    looks.removeIf(look -> nanos - look.nanos() > STEADY.toNanos());
  }

  /** Returns how many workers the next attempt begins with, at least as many as this one. */
  synchronized int workersToGoOnWith() {
    int steady =
        isLongEnough() ? looks.stream().mapToInt(Look::room).min().orElse(workers) : workers;
    return Math.max(workers, Math.min(most, steady));
  }

  /** Returns whether there is steady room for more workers than the attempt has. */
  @Override
  public boolean getAsBoolean() {
    return workersToGoOnWith() > workers;
  }

  /** Returns whether the attempt has had too little room all the time, so that it cannot begin. */
  synchronized boolean isMissing() {
    return isLongEnough() && looks.stream().allMatch(look -> look.room() < workers);
  }

  private boolean isLongEnough() {
    return !looks.isEmpty() && looks.getLast().nanos() - began >= STEADY.toNanos();
  }
}
