package io.github.sparkddpm.engine;

/** An engine's native libraries do not load; the message says what is missing. */
public final class BackendException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
