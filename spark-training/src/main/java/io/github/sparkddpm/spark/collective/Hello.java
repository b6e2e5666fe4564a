package io.github.sparkddpm.spark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Two processes show each other that they know a group's secret, without telling it: each answers
 * the other's challenge by an HMAC-SHA256 of both challenges and of who they are.
 *
 * <pre>
 * whoever listens:  magic, challenge
 * whoever calls:    rank, port, challenge, proof
 * whoever listens:  proof
 * </pre>
 */
final class Hello {

  /** The rank of a tracker, which listens but does not sum. */
  static final int TRACKER = -1;

  private static final byte[] MAGIC = "ddpm-sum".getBytes(StandardCharsets.US_ASCII);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH = 32;

  private final SecretKeySpec secret;
  private final int listener;

  /**
   * Creates the hello of a process that listens.
   *
   * @param listener its rank, or {@link #TRACKER}
   */
  Hello(String secret, int listener) {
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.listener = listener;
  }

  /**
   * Whoever calls.
   *
   * @param port where it listens itself
   */
  record Caller(int rank, int port) {}

  /** Both challenges, and who speaks: a proof of one end is none of the other's. */
  private byte[] proof(char end, Caller caller, byte[] listeners, byte[] callers) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(
          ByteBuffer.allocate(Character.BYTES + 3 * Integer.BYTES)
              .putChar(end)
              .putInt(listener)
              .putInt(caller.rank)
              .putInt(caller.port)
              .flip());
      mac.update(listeners);
      return mac.doFinal(callers);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  /**
   * Hears a caller.
   *
   * @throws IOException if it does not know the secret, or says too little by the deadline
   */
  Caller hear(Line line, Deadline deadline) throws IOException {
    byte[] mine = challenge();
    line.write(ByteBuffer.allocate(MAGIC.length + HASH).put(MAGIC).put(mine).flip());
    ByteBuffer said = line.read(2 * Integer.BYTES + 2 * HASH, deadline);
    Caller caller = new Caller(said.getInt(), said.getInt());
    byte[] callers = hash(said);
    require(proof('c', caller, mine, callers), hash(said));
    line.write(ByteBuffer.wrap(proof('l', caller, mine, callers)));
    return caller;
  }

  /**
   * Calls the one that listens.
   *
   * @throws IOException if that is a stranger, or takes this one for a stranger
   */
  void call(Line line, Caller caller, Deadline deadline) throws IOException {
    ByteBuffer greeting = line.read(MAGIC.length + HASH, deadline);
    byte[] magic = new byte[MAGIC.length];
    greeting.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("it is another service");
    }
    byte[] listeners = hash(greeting);
    byte[] mine = challenge();
    line.write(
        ByteBuffer.allocate(2 * Integer.BYTES + 2 * HASH)
            .putInt(caller.rank)
            .putInt(caller.port)
            .put(mine)
            .put(proof('c', caller, listeners, mine))
            .flip());
    require(proof('l', caller, listeners, mine), hash(line.read(HASH, deadline)));
  }

  private static void require(byte[] expected, byte[] said) throws IOException {
    if (!MessageDigest.isEqual(expected, said)) {
      throw new IOException("it does not know the secret of this run's workers");
    }
  }

  /** Returns a challenge as random as a key, which is as long. */
  private static byte[] challenge() {
    try {
      return KeyGenerator.getInstance(ALGORITHM).generateKey().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  private static byte[] hash(ByteBuffer from) {
    byte[] hash = new byte[HASH];
    from.get(hash);
    return hash;
  }
}
