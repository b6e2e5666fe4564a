/**
 * A run's folder as others see it: its history, and the views that are kept up to date while it
 * trains.
 *
 * <p>It may import {@code jobs.config}, {@code jobs.evaluation} and the pipeline, but not the
 * verbs. Start reading at {@link io.github.sparkddpm.jobs.run.RunView} and {@link
 * io.github.sparkddpm.jobs.run.RunFollower}.
 */
package io.github.sparkddpm.jobs.run;
