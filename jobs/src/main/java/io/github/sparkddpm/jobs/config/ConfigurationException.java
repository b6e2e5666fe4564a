package io.github.sparkddpm.jobs.config;

/**
 * The configuration cannot be used as it is; the message is one line for the user: the key, the
 * value found, what was expected and where it was written.
 */
public final class ConfigurationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
