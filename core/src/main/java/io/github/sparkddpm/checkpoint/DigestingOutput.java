package io.github.sparkddpm.checkpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and digests what is written through it. */
public final class DigestingOutput extends FilterOutputStream {

  private final MessageDigest digest = Sha256.start();
  private long bytes;

  public DigestingOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
    digest.update(buffer, offset, length);
    bytes += length;
  }

  /** Ends the digest and returns length and digest of everything that was written. */
  public Manifest.FileDigest result() {
    return new Manifest.FileDigest(bytes, Sha256.end(digest));
  }
}
