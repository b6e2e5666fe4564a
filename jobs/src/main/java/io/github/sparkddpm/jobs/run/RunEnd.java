package io.github.sparkddpm.jobs.run;

/** How a training ends, for those who look at it. */
public enum RunEnd {
  /** It did what was asked. */
  SUCCEEDED,
  /** Somebody stopped it, and it can go on. */
  STOPPED,
  FAILED
}
