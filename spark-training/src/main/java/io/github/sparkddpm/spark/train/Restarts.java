package io.github.sparkddpm.spark.train;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limit on how often a failing run is started again. */
public final class Restarts {

  private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);

  private static final String FAILURES =
      "Training failed %s times since step %s, the last time at step %s. %s";
  private static final String LOSSES =
      "Executors were lost %s times since step %s, before the next checkpoint: use executors that stay longer, lower training.checkpoint-every, or raise training.max-restarts. The last time was at step %s: %s";

  private final int most;
  private int inVain;
  private boolean onlyLosses = true;
  private long from = -1;

  /**
   * Creates a limit.
   *
   * @param most restarts without a checkpoint in between
   */
  public Restarts(int most) {
    this.most = most;
  }

  /**
   * Records that an attempt begins; must be called before each. An attempt that begins further on
   * resets the count.
   *
   * @param step the checkpoint it begins at
   */
  public void beginning(long step) {
    if (step > from) {
      from = step;
      inVain = 0;
      onlyLosses = true;
    }
  }

  /**
   * Records that an attempt failed and logs that there will be another.
   *
   * @param why one line
   * @param lost whether executors were gone
   * @param reached the last step that was heard of
   * @throws TrainingFailedException if there will be none
   */
  public void failed(String why, boolean lost, long reached) {
    onlyLosses &= lost;
    if (inVain == most) {
      throw new TrainingFailedException(
          (onlyLosses ? LOSSES : FAILURES).formatted(inVain + 1, from, reached, why));
    }
    inVain++;
    LOG.warn(
        "{}, at step {}: restarting from the newest good state ({} of {} restarts since step {})",
        why,
        reached,
        inVain,
        most,
        from);
  }
}
