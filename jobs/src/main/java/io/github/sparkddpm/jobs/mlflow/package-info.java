/** A run in MLflow, if a tracking server is configured. */
package io.github.sparkddpm.jobs.mlflow;
