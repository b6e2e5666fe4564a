package io.github.sparkddpm.data.image;

/**
 * An error for one image that cannot be used. The message is the reason, for a list that names the
 * image itself.
 */
public final class UnusableImageException extends Exception {

  private static final long serialVersionUID = 1L;

  public UnusableImageException(String reason) {
    super(reason);
  }

  public UnusableImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
