package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.ConfigurationException;

/** How a run ends, as a script or a scheduler sees it. The numbers never change. */
public enum ExitCode {
  SUCCESS(0),
  /** Anything without a number of its own: the last lines of the log say what. */
  FAILED(1),
  /** The command line or the configuration is wrong: retrying cannot help. */
  USAGE(2),
  /** The input data is missing, broken or does not fit the network. */
  BAD_INPUT(3),
  /** Training diverged: too many steps with a non-finite loss or gradient. */
  DIVERGED(4),
  /** The output folder holds another run. */
  OUTPUT_REFUSED(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process's exit status. */
  public int number() {
    return number;
  }

  /** The code a failure ends with. */
  static ExitCode of(Throwable failure) {
    if (failure instanceof JobException job) {
      return job.exitCode();
    }
    return failure instanceof ConfigurationException ? USAGE : FAILED;
  }
}
