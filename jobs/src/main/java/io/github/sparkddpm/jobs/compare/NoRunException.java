package io.github.sparkddpm.jobs.compare;

import java.io.IOException;

/** A folder that is none of a run, or of a run that has nothing to show yet. */
public final class NoRunException extends IOException {

  private static final long serialVersionUID = 1L;

  NoRunException(String message) {
    super(message);
  }
}
