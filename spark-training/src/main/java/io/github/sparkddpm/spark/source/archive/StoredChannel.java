package io.github.sparkddpm.spark.source.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A file of Hadoop's as a channel. It is read in blocks, because a zip's directory is looked for
 * backwards, and in a bucket each step back would be a request.
 */
final class StoredChannel implements SeekableByteChannel {

  private static final int BLOCK = 1 << 16;

  private final FSDataInputStream in;
  private final long size;
  private final byte[] block = new byte[BLOCK];
  private long blockAt = -1;
  private long position;
  private boolean open = true;
  private IOException failure;

  StoredChannel(FSDataInputStream in, long size) {
    this.in = in;
    this.size = size;
  }

  /** Throws what the storage failed with, if it did: that is no fault of the file, and may pass. */
  void throwIfFailed() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (position >= size) {
      return -1;
    }
    fill(position / BLOCK * BLOCK);
    int from = (int) (position - blockAt);
    int bytes = Math.min(to.remaining(), (int) Math.min(BLOCK, size - blockAt) - from);
    to.put(block, from, bytes);
    position += bytes;
    return bytes;
  }

  private void fill(long start) throws IOException {
    if (blockAt == start) {
      return;
    }
    blockAt = -1;
    try {
      in.seek(start);
      in.readFully(block, 0, (int) Math.min(BLOCK, size - start));
      blockAt = start;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException("Position " + newPosition + " is before the file");
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }
}
