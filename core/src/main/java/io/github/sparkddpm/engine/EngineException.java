package io.github.sparkddpm.engine;

/** An engine that this build or this machine does not have; the message says what to set. */
public final class EngineException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public EngineException(String message) {
    super(message);
  }
}
