package io.github.sparkddpm.spark.train;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.Serializable;

/**
 * The intervals at which a run reports and saves; none of them changes the result.
 *
 * @param logEvery steps between two lines of metrics, at least 1
 * @param checkpointEvery steps between two checkpoints, at least 1; the last step has one anyway
 * @param keepCheckpoints newest checkpoints that are kept, at least 1
 * @param keepEvery checkpoints of steps that it divides are kept for ever; 0 for none
 * @param grids the pictures of samples on the way
 */
public record Intervals(
    int logEvery,
    int checkpointEvery,
    int keepCheckpoints,
    int keepEvery,
    @JsonUnwrapped Grids grids)
    implements Serializable {

  public Intervals {
    require(logEvery >= 1, "training.log-every", logEvery, "at least 1");
    require(checkpointEvery >= 1, "training.checkpoint-every", checkpointEvery, "at least 1");
    require(keepCheckpoints >= 1, "training.keep-checkpoints", keepCheckpoints, "at least 1");
    require(keepEvery >= 0, "training.keep-every", keepEvery, "0 (none) or more");
  }

  /**
   * Pictures of samples, drawn by the first worker while the others wait.
   *
   * @param gridEvery steps between two of them; 0 for none
   * @param gridImages images of a picture, at least 1
   * @param gridSteps steps of DPM-Solver++, in [1, T]
   */
  public record Grids(int gridEvery, int gridImages, int gridSteps) implements Serializable {

    /** A setting that draws no pictures. */
    public static final Grids NONE = new Grids(0, 1, 1);

    public Grids {
      require(gridEvery >= 0, "training.grid-every", gridEvery, "0 (none) or more");
      require(gridImages >= 1, "training.grid-images", gridImages, "at least 1");
      require(gridSteps >= 1, "training.grid-steps", gridSteps, "at least 1");
    }

    /**
     * Checks that the pictures take no more steps than there are.
     *
     * @param timesteps T
     */
    public void requireFew(int timesteps) {
      require(
          !areDrawn() || gridSteps <= timesteps,
          "training.grid-steps",
          gridSteps,
          "at most diffusion.timesteps (%s)".formatted(timesteps));
    }

    boolean areDrawn() {
      return gridEvery > 0;
    }

    /** Returns whether a picture is due after some steps. */
    boolean isDue(long before, long done) {
      return areDrawn() && before / gridEvery < done / gridEvery;
    }
  }
}
