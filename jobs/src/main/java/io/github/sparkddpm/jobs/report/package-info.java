/**
 * A run as a page and as pictures, for people.
 *
 * <p>It may import the packages of {@code jobs} that read runs and evaluations, but not the verbs.
 * Start reading at {@link io.github.sparkddpm.jobs.report.RunReport}.
 */
package io.github.sparkddpm.jobs.report;
