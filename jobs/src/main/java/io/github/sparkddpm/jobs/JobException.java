package io.github.sparkddpm.jobs;

import io.github.sparkddpm.spark.storage.Printable;

/** A run that ends for a reason with an exit code of its own; the message is one line for users. */
public final class JobException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  public JobException(ExitCode exitCode, String message) {
    super(Printable.of(message));
    this.exitCode = exitCode;
  }

  public JobException(ExitCode exitCode, String message, Throwable cause) {
    super(Printable.of(message), cause);
    this.exitCode = exitCode;
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
