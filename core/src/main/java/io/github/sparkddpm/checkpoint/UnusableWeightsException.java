package io.github.sparkddpm.checkpoint;

import java.io.IOException;

/**
 * An error for weights that cannot be used: they are damaged, missing, or of a network that this
 * project does not have. The message gives the reason and the remedy.
 */
public final class UnusableWeightsException extends IOException {

  private static final long serialVersionUID = 1L;

  public UnusableWeightsException(String message) {
    super(message);
  }

  public UnusableWeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
