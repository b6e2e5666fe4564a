package io.github.sparkddpm.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 in lower-case hex, as {@code sha256sum} prints it. */
public final class Sha256 {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private Sha256() {}

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(start().digest(bytes));
  }

  /** Returns whether a text is a digest as {@link #of} writes it. */
  public static boolean isHex(String text) {
    return HEX.matcher(text).matches();
  }

  /** Digests a stream from where it is to its end. */
  public static String of(InputStream in) throws IOException {
    return ofRest(digesting(in));
  }

  /** A stream that digests what is read from it. */
  public static DigestInputStream digesting(InputStream in) {
    return new DigestInputStream(in, start());
  }

  /** The digest of all that was ever read from the stream, and of the rest of it. */
  public static String ofRest(DigestInputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
    return end(in.getMessageDigest());
  }

  /** A digest of nothing yet. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java lacks SHA-256, which every Java must have", e);
    }
  }

  static String end(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
