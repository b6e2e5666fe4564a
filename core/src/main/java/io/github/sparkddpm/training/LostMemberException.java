package io.github.sparkddpm.training;

/** A member of a group is gone or silent, so that the group cannot go on. */
public final class LostMemberException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LostMemberException(int rank, int members, String why, Throwable cause) {
    super("Worker %s of %s lost touch with the others: %s".formatted(rank, members, why), cause);
  }
}
