/**
 * An evaluation of a model: the images it is judged by, and its results as a page, pictures and
 * JSON.
 *
 * <p>It may import {@code jobs.config}, {@code jobs.run}, core and the pipeline, but not the verbs.
 * Start reading at {@link io.github.sparkddpm.jobs.evaluation.Evaluation}.
 */
package io.github.sparkddpm.jobs.evaluation;
