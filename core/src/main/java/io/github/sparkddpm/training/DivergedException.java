package io.github.sparkddpm.training;

/** An error for training that produced non-finite gradients again and again. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the error for parameters that are not finite any more. */
  public DivergedException(long step) {
    super(
        ("The parameters or their average are not finite after step %s: training diverged. No"
                + " checkpoint of it was written; lower the learning rate and resume from the last"
                + " one")
            .formatted(step));
  }

  /**
   * Creates the error for gradients that stayed non-finite.
   *
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
