package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.checkpoint.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * A digest in 256 bits of the images as training sees them: the sum, modulo 2^256, of the SHA-256
 * of each image's id, label and pixels.
 *
 * <p>A sum does not depend on how the images are cut into shards, and the ids tell their order. It
 * finds mistakes; against attacks a sum is weaker than SHA-256.
 */
public final class ContentDigest {

  /** The label of an image that has none. */
  public static final int UNLABELLED = -1;

  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  private final MessageDigest digest = Sha256.start();
  private BigInteger sum = BigInteger.ZERO;

  /**
   * Adds an image.
   *
   * @param label {@link #UNLABELLED} where there is none
   * @param pixels C*H*W unsigned bytes
   */
  public void add(long id, int label, byte[] pixels) {
    digest.update(
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(id).putInt(label).array());
    sum = sum.add(new BigInteger(1, digest.digest(pixels)));
  }

  /** Adds the images of another digest, given as {@link #hex} returns it. */
  public void add(String hex) {
    sum = sum.add(new BigInteger(hex, 16));
  }

  /** Returns the digest as 64 hexadecimal digits. */
  public String hex() {
    return String.format(Locale.ROOT, "%064x", sum.mod(MODULUS));
  }
}
