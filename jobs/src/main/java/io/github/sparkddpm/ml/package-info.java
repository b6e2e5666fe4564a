/**
 * An estimator and a model for programs and notebooks, as those of Spark ML. They are thin over the
 * verbs: a fit prepares and trains, and a transformation samples.
 *
 * <p>It may import {@code jobs} and {@code jobs.config}, and of the pipeline {@code spark.source},
 * {@code spark.sample}, {@code spark.storage} and {@code spark.weights}. Start reading at {@link
 * io.github.sparkddpm.ml.DiffusionEstimator}.
 */
package io.github.sparkddpm.ml;
