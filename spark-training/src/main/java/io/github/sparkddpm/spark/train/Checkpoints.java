package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.checkpoint.Checkpoint;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointDue;
import io.github.sparkddpm.spark.train.events.TrainingEvent.CheckpointSaved;
import io.github.sparkddpm.training.DivergedException;
import io.github.sparkddpm.training.Hyperparameters;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A run's checkpoints as its loop reads and writes them.
 *
 * @param events how the driver is told
 */
public record Checkpoints(
    CheckpointStore store,
    ParameterLayout layout,
    TrainingRun run,
    Consumer<TrainingEvent> events) {

  /**
   * Returns the state of the newest good checkpoint, if there is any.
   *
   * @throws io.github.sparkddpm.checkpoint.UnusableCheckpointException if there are checkpoints but
   *     none to go on from
   */
  public Optional<TrainingState> newest() throws IOException {
    return store
        .newest(folder -> CheckpointFormat.read(folder, layout))
        .map(newest -> newest.content().state());
  }

  /** Decides which checkpoints stay, however old, once another one is whole. */
  @FunctionalInterface
  public interface Keeper {

    /** Returns the steps of those that stay. */
    Set<Long> kept() throws IOException;
  }

  /** Saves the state, and finishes as {@link #finish} does, without a keeper of old ones. */
  public void save(TrainingState state) throws IOException {
    write(state);
    finish(state.step(), Set::of);
  }

  /**
   * Writes the state, with the driver's consent.
   *
   * @throws DivergedException if parameters are not finite: they must not push out good ones
   * @throws io.github.sparkddpm.spark.storage.OutputWriteException if it cannot be written
   * @throws IllegalStateException if the driver is gone or no longer holds the run's lock
   */
  public void write(TrainingState state) throws IOException {
    if (!state.isFinite()) {
      throw new DivergedException(state.step());
    }
    events.accept(new CheckpointDue(state.step()));
    store.save(layout, checkpoint(state));
  }

  /**
   * Deletes what is too old once a checkpoint is written, and tells the driver.
   *
   * @param step of that checkpoint
   * @param keeper of what is not deleted
   */
  public void finish(long step, Keeper keeper) throws IOException {
    Intervals intervals = run.plan().training().intervals();
    store.prune(step, intervals.keepCheckpoints(), intervals.keepEvery(), keeper.kept());
    events.accept(new CheckpointSaved(step, location(step)));
  }

  /**
   * Reads the newest one again.
   *
   * @return its path
   * @throws IOException if it is not this state
   */
  public String requireSaved(TrainingState state) throws IOException {
    if (newest().filter(state::isSameAs).isEmpty()) {
      throw new DamagedFileException(
          "The checkpoint of step %s does not read back as it was written, %s: the storage is not reliable"
              .formatted(state.step(), location(state.step())));
    }
    return location(state.step());
  }

  private String location(long step) {
    return store.folder(step).location();
  }

  private Checkpoint checkpoint(TrainingState state) {
    return new Checkpoint(
        state,
        run.plan().order(run.dataset().count()).position(state.step()),
        Hyperparameters.of(run.plan().training().optimizer()),
        run.record().config(),
        run.record().provenance());
  }
}
