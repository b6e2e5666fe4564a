package io.github.sparkddpm.evaluation;

/** A feature model, or cached statistics, cannot be used; the message says what to do. */
public final class FeatureModelException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public FeatureModelException(String message) {
    super(message);
  }

  public FeatureModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
