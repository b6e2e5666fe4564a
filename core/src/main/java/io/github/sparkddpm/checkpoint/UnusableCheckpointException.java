package io.github.sparkddpm.checkpoint;

import java.io.IOException;

/** There are checkpoints, but none that can be read; the message says why and what to do. */
public final class UnusableCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  public UnusableCheckpointException(String message) {
    super(message);
  }
}
