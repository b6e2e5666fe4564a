/**
 * Several runs side by side: what their folders tell, where they differ, and what of it cannot be
 * compared.
 *
 * <p>It may import {@code jobs.config}, {@code jobs.run}, {@code jobs.report} and the pipeline, but
 * not the verbs. Start reading at {@link io.github.sparkddpm.jobs.compare.Comparison}.
 */
package io.github.sparkddpm.jobs.compare;
