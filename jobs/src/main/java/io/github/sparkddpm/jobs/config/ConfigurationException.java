package io.github.sparkddpm.jobs.config;

/**
 * An error for a configuration that cannot be used as it is. The message is one line for the user:
 * the key, the value found, the values expected and the place it was written.
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
