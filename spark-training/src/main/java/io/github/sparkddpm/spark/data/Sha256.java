package io.github.sparkddpm.spark.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hex, as {@code sha256sum} prints it. */
final class Sha256 {

  private Sha256() {}

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  /** Digests a stream from where it is to its end. */
  static String of(InputStream in) throws IOException {
    return ofRest(digesting(in));
  }

  /** A stream that digests what is read from it. */
  static DigestInputStream digesting(InputStream in) {
    return new DigestInputStream(in, newDigest());
  }

  /** The digest of all that was ever read from the stream, and of the rest of it. */
  static String ofRest(DigestInputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(in.getMessageDigest().digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256, this one does not", e);
    }
  }
}
