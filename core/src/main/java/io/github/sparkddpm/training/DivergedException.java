package io.github.sparkddpm.training;

/** Training produced non-finite gradients again and again. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The parameters themselves are not finite any more. */
  public DivergedException(long step) {
    super(
        ("The parameters or their average are not finite after step %s: training diverged. No"
                + " checkpoint of it was written; lower the learning rate and resume from the last"
                + " one")
            .formatted(step));
  }

  /**
   * @param step the last step, zero-based
   * @param inARow how many steps were without a finite gradient
   */
  public DivergedException(long step, int inARow) {
    super(
        ("The gradient was not finite in %s steps in a row, up to step %s: training diverged."
                + " Lower the learning rate, or look for broken images, and resume from the last"
                + " checkpoint")
            .formatted(inARow, step));
  }
}
