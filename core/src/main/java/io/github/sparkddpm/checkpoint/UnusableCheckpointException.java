package io.github.sparkddpm.checkpoint;

import java.io.IOException;

/**
 * An error for checkpoints none of which can be read; the message gives the reason and the remedy.
 */
public final class UnusableCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  public UnusableCheckpointException(String message) {
    super(message);
  }
}
