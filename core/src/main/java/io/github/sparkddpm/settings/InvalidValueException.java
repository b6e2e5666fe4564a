package io.github.sparkddpm.settings;

/** A value outside its range, thrown by the record that has the key. */
public final class InvalidValueException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final String key;

  private InvalidValueException(String key, String message) {
    super(message);
    this.key = key;
  }

  /**
   * Checks a range.
   *
   * @param key the full key, as in {@code training.steps}
   * @param expected completes "training.steps must be ..."
   * @throws InvalidValueException if the value is outside it
   */
  public static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new InvalidValueException(
          key, "%s must be %s, got %s".formatted(key, expected, shown(found)));
    }
  }

  /** Returns the full key of the value. */
  public String key() {
    return key;
  }

  private static Object shown(Object found) {
    return found instanceof String text ? "\"" + text + "\"" : found;
  }
}
