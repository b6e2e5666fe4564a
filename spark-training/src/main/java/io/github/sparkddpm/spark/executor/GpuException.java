package io.github.sparkddpm.spark.executor;

/** The GPUs that Spark assigns are not those a run computes on: one to each task. */
public final class GpuException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public GpuException(String message) {
    super(message);
  }
}
