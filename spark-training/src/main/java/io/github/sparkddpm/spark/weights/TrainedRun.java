package io.github.sparkddpm.spark.weights;

import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.BestCheckpoints.Best;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.NoCheckpointException;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.weights.CheckpointChoice.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A run as those see it who use its averaged parameters.
 *
 * @param folder the run's
 * @param layout of the parameters
 */
record TrainedRun(RunFolder folder, ParameterLayout layout) {

  /** Refuses a checkpoint of something else. */
  @FunctionalInterface
  interface Check {
    void require(Manifest manifest) throws IOException;
  }

  /** Returns whether the folder is none of a run that has begun. */
  boolean isEmpty() throws IOException {
    return folder.files().read(RunFolder.RECORD).isEmpty()
        && folder.checkpoints().steps().isEmpty();
  }

  /**
   * Finds a checkpoint.
   *
   * @param average which of its parameters
   * @throws NoCheckpointException if the run has none, or not that one
   */
  Weights find(CheckpointChoice choice, AverageChoice average, Check same) throws IOException {
    return switch (choice.kind()) {
      case NEWEST -> newest(average.of(Averages.EMA), same);
      case STEP -> ofStep(choice.step(), average.of(Averages.EMA), same);
      case BEST, BEST_LOSS, BEST_DISTANCE -> ofBest(best(choice), average, same);
    };
  }

  private Weights ofBest(Best best, AverageChoice average, Check same) throws IOException {
    return ofStep(best.step(), average.of(best.weights()), same);
  }

  private Best best(CheckpointChoice choice) throws IOException {
    Optional<BestCheckpoints> named = BestCheckpoints.read(folder.files());
    return named
        .map(
            best ->
                switch (choice.kind()) {
                  case BEST_LOSS -> best.heldOutLoss();
                  case BEST_DISTANCE -> best.distance();
                  default -> best.first();
                })
        .orElseThrow(
            () ->
                new NoCheckpointException(
                    "No checkpoint of %s was judged, so that none is %s: train with %s, or set sampling.checkpoint to 0 for the newest"
                        .formatted(
                            folder.path(),
                            choice,
                            choice.kind() == Kind.BEST_DISTANCE
                                ? "training.judge-every"
                                : "training.validate-every")));
  }

  private Weights newest(String average, Check same) throws IOException {
    CheckpointStore store = folder.checkpoints();
    // Before the weights: of another network they would not even have the right length.
    same.require(
        store
            .newest(CheckpointFormat::readManifest)
            .orElseThrow(
                () ->
                    new NoCheckpointException(
                        "No checkpoint of a run in %s: train it first, or correct the output folder"
                            .formatted(folder.path())))
            .content());
    return store.newest(found -> readable(found, average)).orElseThrow().content();
  }

  private Weights ofStep(long step, String average, Check same) throws IOException {
    CheckpointStore store = folder.checkpoints();
    List<Long> steps = store.steps();
    if (!steps.contains(step)) {
      throw new NoCheckpointException(
          "No checkpoint of step %s in %s: set sampling.checkpoint to one of %s, or to 0 for the newest"
              .formatted(step, folder.path(), steps));
    }
    same.require(store.manifest(step));
    return readable(store.folder(step), average);
  }

  private Weights readable(Folder checkpoint, String average) throws IOException {
    Manifest manifest = CheckpointFormat.readManifest(checkpoint);
    AverageChoice.requireIn(manifest, average, checkpoint.location());
    return new Weights(
        checkpoint.location(),
        manifest.step(),
        average,
        Weights.content(checkpoint, average, layout).sha256());
  }
}
