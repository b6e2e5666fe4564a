package io.github.sparkddpm.checkpoint;

import java.io.IOException;

/** A checkpoint's file is missing, cut short or altered; another checkpoint may be good. */
public final class CorruptCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Creates the error, which names the file and its fault. */
  public CorruptCheckpointException(Folder folder, String file, String problem) {
    super("Damaged checkpoint: %s/%s %s".formatted(folder.location(), file, problem));
  }

  CorruptCheckpointException(Folder folder, String file, String problem, Throwable cause) {
    this(folder, file, problem);
    initCause(cause);
  }
}
