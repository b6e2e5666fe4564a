/**
 * A run in MLflow, if a tracking server is configured.
 *
 * <p>It is the only package that may import the client of MLflow. Start reading at {@link
 * io.github.sparkddpm.jobs.mlflow.MlflowLog}.
 */
package io.github.sparkddpm.jobs.mlflow;
