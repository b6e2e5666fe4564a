/**
 * The command line: one small class per verb, and the start and end of a run.
 *
 * <p>Only this package knows the verbs; the packages below it are what verbs are made of. Start
 * reading at {@link io.github.sparkddpm.jobs.Main}, then {@code JobCommand} and {@code TrainJob}.
 */
package io.github.sparkddpm.jobs;
