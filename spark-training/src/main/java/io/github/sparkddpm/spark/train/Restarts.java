package io.github.sparkddpm.spark.train;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often a run that fails is started again. */
public final class Restarts {

  private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);

  private final int most;
  private int inVain;
  private long from = -1;

  /**
   * @param most restarts without a checkpoint in between
   */
  public Restarts(int most) {
    this.most = most;
  }

  /**
   * To be called before each attempt: one that begins further on than those before has them
   * forgotten.
   *
   * @param step the checkpoint it begins at
   */
  public void beginning(long step) {
    if (step > from) {
      from = step;
      inVain = 0;
    }
  }

  /**
   * Says that an attempt failed and that there will be another.
   *
   * @param why one line
   * @param reached the last step that was heard of
   * @throws TrainingFailedException if there will be none
   */
  public void failed(String why, long reached) {
    if (inVain == most) {
      throw new TrainingFailedException(
          "Training failed %s times since step %s, the last time at step %s. %s"
              .formatted(inVain + 1, from, reached, why));
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
