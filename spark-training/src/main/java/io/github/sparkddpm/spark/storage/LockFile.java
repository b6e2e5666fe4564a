package io.github.sparkddpm.spark.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The content of a lock's file: a lease, or something else. Whoever may write into the run's folder
 * may write anything there.
 */
final class LockFile {

  /** A lease has some 300. */
  private static final int MOST_BYTES = 16 << 10;

  private final byte[] bytes;
  private final Optional<Lease> lease;
  private final String problem;

  private LockFile(byte[] bytes, Optional<Lease> lease, String problem) {
    this.bytes = bytes;
    this.lease = lease;
    this.problem = problem;
  }

  /** Reads the file, if it is there. */
  static Optional<LockFile> read(OutputFolder folder) throws IOException {
    return folder.readStart(RunLock.FILE, MOST_BYTES).map(LockFile::of);
  }

  private static LockFile of(byte[] bytes) {
    try {
      return bytes.length == MOST_BYTES
          ? damaged(bytes, "it has more than %s bytes".formatted(MOST_BYTES - 1))
          : new LockFile(bytes, Optional.of(Lease.read(bytes)), "");
    } catch (JsonProcessingException e) {
      String reason = e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage();
      return damaged(bytes, reason.lines().findFirst().orElse(""));
    }
  }

  private static LockFile damaged(byte[] bytes, String problem) {
    return new LockFile(bytes, Optional.empty(), Printable.of(problem));
  }

  /** The lease, if it is one. */
  Optional<Lease> lease() {
    return lease;
  }

  /** Returns the reason why the content is no lease. */
  String problem() {
    return problem;
  }

  /** Returns whether the content is the lease of an owner. */
  boolean isOf(String owner) {
    return lease.filter(found -> found.owner().equals(owner)).isPresent();
  }

  /** Returns whether nobody has written the file since. */
  boolean isSameAs(LockFile later) {
    return Arrays.equals(bytes, later.bytes);
  }
}
