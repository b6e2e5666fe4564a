package org.apache.hadoop.fs;

import java.io.IOException;

/** Makes what Hadoop's local file system throws on a full disk, which only its package can. */
public final class FullDisk {

  private FullDisk() {}

  public static FSError error() {
    return new FSError(new IOException("No space left on device"));
  }
}
