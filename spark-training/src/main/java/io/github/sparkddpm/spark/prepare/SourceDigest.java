package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.checkpoint.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * A digest in 256 bits of a source: the sum, modulo 2^256, of SHA-256(index, entry digest) over all
 * entries, with the index in 32 bits.
 *
 * <p>A sum does not depend on how tasks share the entries, and a task keeps 32 bytes of it; the
 * indexes tell the entries' order. It is AdHash of M. Bellare and D. Micciancio, "A New Paradigm
 * for Collision-Free Hashing: Incrementality at Reduced Cost" (1997). With 256 bits it finds
 * accidents; whoever may choose the entries can construct another source of the same sum.
 */
final class SourceDigest {

  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  private final MessageDigest digest = Sha256.start();
  private BigInteger sum = BigInteger.ZERO;

  /**
   * Adds an entry.
   *
   * @param entry its {@link EntryDigest}
   */
  void add(int index, byte[] entry) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
    sum = sum.add(new BigInteger(1, digest.digest(entry))).mod(MODULUS);
  }

  /** Adds the entries of another digest, given as {@link #sum} returns it. */
  void add(BigInteger other) {
    sum = sum.add(other).mod(MODULUS);
  }

  /** Returns the sum so far, 0 or more and below 2^256. */
  BigInteger sum() {
    return sum;
  }

  /** Returns the digest as 64 hexadecimal digits. */
  String hex() {
    return String.format(Locale.ROOT, "%064x", sum);
  }
}
