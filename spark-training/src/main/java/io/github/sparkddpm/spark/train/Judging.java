package io.github.sparkddpm.spark.train;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import java.io.Serializable;

/**
 * The judging of a network while it trains; it does not change the network.
 *
 * @param validateEvery steps between two measurements of the held-out loss; 0 for none
 * @param validateImages held-out images that it is measured on at most, at least 1
 * @param patience measurements in a row without a new least loss after which the run ends; 0 for
 *     any number
 * @param judgeEvery checkpoints between two judgements of samples; 0 for none
 * @param judgeImages samples of a judgement, 2 to 50,000
 * @param judgeSteps steps of DPM-Solver++ for each, in [1, T]
 */
public record Judging(
    int validateEvery,
    int validateImages,
    int patience,
    int judgeEvery,
    int judgeImages,
    int judgeSteps)
    implements Serializable {

  private static final int MOST_IMAGES = 50_000;

  /** A setting that judges nothing. */
  public static final Judging NONE = new Judging(0, 1, 0, 0, 2, 1);

  public Judging {
    require(validateEvery >= 0, "training.validate-every", validateEvery, "0 (never) or more");
    require(validateImages >= 1, "training.validate-images", validateImages, "at least 1");
    require(patience >= 0, "training.patience", patience, "0 (no end) or more");
    require(
        patience == 0 || validateEvery > 0,
        "training.patience",
        patience,
        "0 (no end), unless training.validate-every is set");
    require(judgeEvery >= 0, "training.judge-every", judgeEvery, "0 (never) or more");
    require(
        judgeImages >= 2 && judgeImages <= MOST_IMAGES,
        "training.judge-images",
        judgeImages,
        "2 to %s, whose features one worker can hold".formatted(MOST_IMAGES));
    require(judgeSteps >= 1, "training.judge-steps", judgeSteps, "at least 1");
  }

  /**
   * Makes sure that the run can be judged so.
   *
   * @param heldOut images that it is not trained on
   * @param combine how it combines gradients
   */
  void requirePossible(int heldOut, CombineMode combine) {
    requirePossible("training.validate-every", validateEvery, heldOut, combine);
    requirePossible("training.judge-every", judgeEvery, heldOut, combine);
  }

  private static void requirePossible(String key, int every, int heldOut, CombineMode combine) {
    require(
        every == 0 || heldOut > 0,
        key,
        every,
        "0 (never), unless training.held-out keeps images to judge by");
    require(
        every == 0 || combine == CombineMode.ALL_REDUCE,
        key,
        every,
        "0 (never), unless training.combine = all-reduce");
  }

  /**
   * Makes sure that samples take no more steps than there are.
   *
   * @param timesteps T
   */
  public void requireFew(int timesteps) {
    require(
        !judgesSamples() || judgeSteps <= timesteps,
        "training.judge-steps",
        judgeSteps,
        "at most diffusion.timesteps (%s)".formatted(timesteps));
  }

  /** Returns whether anything is judged. */
  public boolean judges() {
    return validateEvery > 0 || judgesSamples();
  }

  /** Returns whether samples are judged. */
  public boolean judgesSamples() {
    return judgeEvery > 0;
  }

  /**
   * Returns whether the held-out loss is due after a step. Regular checkpoints are measured too, so
   * that the best can be among them.
   *
   * @param last whether it is the run's last one
   */
  public boolean isLossDue(long step, int checkpointEvery, boolean last) {
    return validateEvery > 0 && (last || step % validateEvery == 0 || step % checkpointEvery == 0);
  }

  /**
   * Returns whether samples are due after a step that has a checkpoint.
   *
   * @param last whether it is the run's last one
   */
  public boolean areSamplesDue(long step, int checkpointEvery, boolean last) {
    return judgesSamples() && (last || step % ((long) checkpointEvery * judgeEvery) == 0);
  }
}
