package io.github.sparkddpm.evaluation;

/** A feature model, or cached statistics, cannot be used; the message says what to do. */
public final class FeatureModelException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 2_000;

  public FeatureModelException(String message) {
    super(printable(message));
  }

  public FeatureModelException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  /** Files name inputs as they please, and ONNX Runtime writes several lines. */
  private static String printable(String message) {
    String shown = message.length() > LONGEST ? message.substring(0, LONGEST) + "..." : message;
    return shown.replaceAll("\\R\\s*", " ").replaceAll("\\p{C}", "?");
  }
}
