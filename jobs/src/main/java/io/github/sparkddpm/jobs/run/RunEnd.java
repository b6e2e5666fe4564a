package io.github.sparkddpm.jobs.run;

/** The end of a training, as views of the run show it. */
public enum RunEnd {
  /** The training did what was asked. */
  SUCCEEDED,
  /** Somebody stopped the training, and it can be resumed. */
  STOPPED,
  FAILED
}
