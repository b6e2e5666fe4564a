package io.github.sparkddpm.checkpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and digests what is read through it. */
final class DigestingInput extends FilterInputStream {

  private static final int CHUNK_BYTES = 1 << 16;

  private final MessageDigest digest = Sha256.start();
  private long bytes;

  DigestingInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      digest.update(buffer, offset, read);
      bytes += read;
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /**
   * Reads the rest of the file, ends the digest, and returns length and digest of the whole file.
   */
  Manifest.FileDigest result() throws IOException {
    byte[] rest = new byte[CHUNK_BYTES];
    while (read(rest, 0, rest.length) >= 0) {
      // Reading is digesting.
    }
    return new Manifest.FileDigest(bytes, Sha256.end(digest));
  }
}
