package io.github.sparkddpm.spark.train;

/** A run reached its end without having trained; the message says how far it got. */
public final class NothingTrainedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  NothingTrainedException(String found) {
    super("Training ended without having trained: " + found);
  }
}
