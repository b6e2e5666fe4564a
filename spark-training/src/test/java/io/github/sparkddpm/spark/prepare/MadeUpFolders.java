package io.github.sparkddpm.spark.prepare;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system of as many image files as one likes, which are made up while they are listed and
 * read: a folder of {@link #FOLDERS} folders of {@link #FILES} files each.
 */
public final class MadeUpFolders extends FileSystem {

  static final String FOLDERS = "made-up.folders";
  static final String FILES = "made-up.files";
  private static final int BYTES = 8;

  /** Returns the settings under which hdfs: is this file system. */
  static Configuration configure(Configuration hadoop, int folders, int filesAFolder) {
    hadoop.set("fs.hdfs.impl", MadeUpFolders.class.getName());
    hadoop.setBoolean("fs.hdfs.impl.disable.cache", true);
    hadoop.setInt(FOLDERS, folders);
    hadoop.setInt(FILES, filesAFolder);
    return hadoop;
  }

  @Override
  public URI getUri() {
    return URI.create("hdfs://made-up");
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) {
    return new FSDataInputStream(new Bytes(new byte[BYTES]));
  }

  @Override
  public FileStatus getFileStatus(Path path) {
    return path.getName().endsWith(".png") ? file(path) : folder(path);
  }

  @Override
  public FileStatus[] listStatus(Path folder) {
    FileStatus[] folders = new FileStatus[isRoot(folder) ? getConf().getInt(FOLDERS, 0) : 0];
    for (int i = 0; i < folders.length; i++) {
      folders[i] = folder(folder(folder, i));
    }
    return folders;
  }

  @Override
  public RemoteIterator<LocatedFileStatus> listFiles(Path folder, boolean recursive) {
    int files = getConf().getInt(FILES, 0);
    int from = isRoot(folder) ? 0 : Integer.parseInt(folder.getName().substring(1));
    int folders = isRoot(folder) ? getConf().getInt(FOLDERS, 0) : 1;
    long count = isRoot(folder) && !recursive ? 0 : (long) folders * files;
    Path root = isRoot(folder) ? folder : folder.getParent();
    return new RemoteIterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return next < count;
      }

      @Override
      public LocatedFileStatus next() {
        Path parent = folder(root, from + (int) (next / files));
        Path file = new Path(parent, "%s.png".formatted(1_000_000_000 + next % files));
        next++;
        return new LocatedFileStatus(file(file), new BlockLocation[0]);
      }
    };
  }

  private static boolean isRoot(Path folder) {
    return folder.getParent() == null || folder.getParent().isRoot();
  }

  private static Path folder(Path root, int folder) {
    return new Path(root, String.format(Locale.ROOT, "c%05d", folder));
  }

  private static FileStatus folder(Path path) {
    return new FileStatus(0, true, 1, 1, 0, path);
  }

  private static FileStatus file(Path path) {
    return new FileStatus(
        BYTES, false, 1, BYTES, 0, 0, FsPermission.getFileDefault(), "", "", path);
  }

  private static final class Bytes extends ByteArrayInputStream
      implements Seekable, PositionedReadable {

    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized void seek(long position) {
      pos = (int) position;
    }

    @Override
    public synchronized long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
      throw new IOException("not needed");
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      throw new IOException("not needed");
    }

    @Override
    public void readFully(long position, byte[] buffer) throws IOException {
      throw new IOException("not needed");
    }
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("/");
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    throw new FileNotFoundException();
  }

  @Override
  public FSDataOutputStream append(Path file, int bufferSize, Progressable progress)
      throws IOException {
    throw new FileNotFoundException();
  }

  @Override
  public boolean rename(Path from, Path to) {
    return false;
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    return false;
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return false;
  }
}
