/**
 * Progress on the terminal or in the log.
 *
 * <p>It may import the pipeline, whose progress it shows, but not the verbs. Start reading at
 * {@link io.github.sparkddpm.jobs.display.ProgressDisplay}.
 */
package io.github.sparkddpm.jobs.display;
