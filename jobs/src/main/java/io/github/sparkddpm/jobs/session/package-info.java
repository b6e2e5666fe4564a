/**
 * A Spark session for a verb: its version is checked, and properties are set that a site may have
 * set otherwise.
 *
 * <p>It may import {@code jobs.config} and the pipeline, but not the verbs. Start reading at {@link
 * io.github.sparkddpm.jobs.session.SessionSettings}.
 */
package io.github.sparkddpm.jobs.session;
