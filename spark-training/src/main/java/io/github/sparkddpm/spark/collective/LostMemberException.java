package io.github.sparkddpm.spark.collective;

/** A member of a group is gone or silent, so that the group cannot go on. */
public final class LostMemberException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostMemberException(String message, Throwable cause) {
    super(message, cause);
  }
}
