package io.github.sparkddpm.spark.train;

import java.util.Optional;

/**
 * A request that training end soon, in good order. It can be made at any time, by another thread.
 */
public final class StopRequest {

  private String reason;
  private boolean heeded;

  /**
   * Makes the request.
   *
   * @param by its origin, such as SIGTERM
   * @return whether it will be heeded; if not, nobody trains
   */
  public synchronized boolean make(String by) {
    if (heeded && reason == null) {
      reason = by;
    }
    return heeded;
  }

  /** Promises to look at {@link #reason} again and again. */
  synchronized void heed() {
    heeded = true;
  }

  /** Ends the promise. */
  synchronized void cease() {
    heeded = false;
  }

  /** Returns the origin of the request, if it was made while somebody heeded it. */
  public synchronized Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  public boolean isMade() {
    return reason().isPresent();
  }
}
