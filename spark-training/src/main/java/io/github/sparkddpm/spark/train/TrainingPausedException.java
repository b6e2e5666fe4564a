package io.github.sparkddpm.spark.train;

/** An end of training before its last step, because it was asked for; nothing is lost. */
public final class TrainingPausedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * Creates an end in good order.
   *
   * @param reason who asked, such as SIGTERM
   * @param step steps done, of the newest checkpoint; 0 for none
   * @param steps steps of the whole run
   */
  public TrainingPausedException(String reason, long step, long steps) {
    super(message(reason, step, steps));
    this.step = step;
  }

  /** Returns the steps done, those of the newest checkpoint. */
  public long step() {
    return step;
  }

  private static String message(String reason, long step, long steps) {
    return step == 0
        ? "Stopped by %s before any step of %s was kept: the same command begins again"
            .formatted(reason, steps)
        : "Stopped by %s after step %s of %s, whose checkpoint is written: the same command resumes there"
            .formatted(reason, step, steps);
  }
}
