package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.checkpoint.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The SHA-256 of one entry of a source: its name, its label and its bytes as they are stored. */
final class EntryDigest {

  private EntryDigest() {}

  static byte[] of(String name, int label, byte[] bytes) {
    MessageDigest digest = Sha256.start();
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(8).putInt(text.length).putInt(label).array());
    digest.update(text);
    return digest.digest(bytes);
  }
}
