package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FullDisk;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** The local disk under the scheme failing:, full at a certain file or size. */
public final class FailingFileSystem extends RawLocalFileSystem {

  private static final String FULL_AT = "fs.failing.full-at";
  private static final String ROOM = "fs.failing.room";
  private static final String UNREADABLE = "fs.failing.unreadable";
  private static final String NO_NAME = "/";

  /**
   * Registers a file system that takes only so many bytes of a file, except of the one that looks
   * for room first.
   */
  public static void registerFull(Configuration hadoop, long room) {
    register(hadoop, NO_NAME);
    hadoop.setLong(ROOM, room);
  }

  /** Writing fails at the first file whose name begins so. */
  public static void register(Configuration hadoop, String namePrefix) {
    hadoop.set("fs.failing.impl", FailingFileSystem.class.getName());
    hadoop.setBoolean("fs.failing.impl.disable.cache", true);
    hadoop.set(FULL_AT, namePrefix);
    hadoop.unset(ROOM);
    hadoop.unset(UNREADABLE);
  }

  /** Reading fails at files whose names begin so; writing does not. */
  public static void registerUnreadable(Configuration hadoop, String namePrefix) {
    register(hadoop, NO_NAME);
    hadoop.set(UNREADABLE, namePrefix);
  }

  private static final class Filling extends FilterOutputStream {

    private long room;

    Filling(OutputStream out, long room) {
      super(out);
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int fits = (int) Math.min(room, length);
      out.write(bytes, offset, fits);
      room -= fits;
      if (fits < length) {
        throw FullDisk.error();
      }
    }
  }

  @Override
  public URI getUri() {
    return URI.create("failing:///");
  }

  /** Avoids the local disk's own statuses, which know no other scheme. */
  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    return Arrays.stream(super.listStatus(folder))
        .map(
            found ->
                new FileStatus(
                    found.getLen(),
                    found.isDirectory(),
                    1,
                    found.getBlockSize(),
                    found.getModificationTime(),
                    found.getPath()))
        .toArray(FileStatus[]::new);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    if (file.getName().startsWith(getConf().get(UNREADABLE, NO_NAME))) {
      throw new IOException("The storage does not answer");
    }
    return super.open(file, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (file.getName().startsWith(getConf().get(FULL_AT))) {
      throw new IOException("No space left on device");
    }
    boolean probe = file.getName().contains(OutputFolder.PROBE);
    long room = probe ? Long.MAX_VALUE : getConf().getLong(ROOM, Long.MAX_VALUE);
    OutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new Filling(out, room), null);
  }
}
