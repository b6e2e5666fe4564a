package io.github.sparkddpm.spark.storage;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A file that appears whole under its name once it is closed. Until then an older file of that name
 * stays. After a failed write it does not appear.
 *
 * <p>The local disk and HDFS show a file while it is written, so it is written beside its place and
 * renamed over it. An object store has no such rename, but shows an object only once its stream is
 * closed. Any other file system is taken for an object store. If its streams cannot be aborted, as
 * S3's can, a failed write shows for a moment and loses the older file.
 */
final class WholeFile extends FilterOutputStream {

  /** The schemes of file systems whose rename replaces its target in one step. */
  private static final Set<String> RENAMES_OVER = Set.of("file", "hdfs", "viewfs");

  private final FileSystem files;
  private final Path target;
  private final Path written;
  private boolean failed;
  private boolean closed;

  WholeFile(FileSystem files, Path target) throws IOException {
    this(raw(files), target, RENAMES_OVER.contains(scheme(files)) ? beside(target) : target);
  }

  private WholeFile(FileSystem files, Path target, Path written) throws IOException {
    super(open(files, written));
    this.files = files;
    this.target = target;
    this.written = written;
  }

  /**
   * Returns the file system without checksums: a hidden .crc beside every file would make an edited
   * one unreadable.
   */
  static FileSystem raw(FileSystem files) {
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  static boolean isLocal(FileSystem files) {
    return scheme(files).equals("file");
  }

  private static String scheme(FileSystem files) {
    return files.getUri().getScheme();
  }

  /**
   * Returns a temporary path beside the target. TensorBoard takes any file with "tfevents" in its
   * name, a hidden one too.
   */
  private static Path beside(Path target) {
    String name = target.getName().replace("tfevents", "events");
    return new Path(target.getParent(), "." + name + ".unfinished");
  }

  private static OutputStream open(FileSystem files, Path file) throws IOException {
    if (isLocal(files) && files instanceof RawLocalFileSystem local) {
      LocalNames.requireNameable(local.pathToFile(file));
      // Hadoop's own would start a process for each file, to set its permissions.
      files.mkdirs(file.getParent());
      // Unlike those of java.nio, its exceptions say why.
      return new BufferedOutputStream(new FileOutputStream(local.pathToFile(file)));
    }
    return files.create(file, true);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    boolean before = failed;
    failed = true;
    out.write(bytes, offset, length);
    failed = before;
  }

  @Override
  public void flush() throws IOException {
    boolean before = failed;
    failed = true;
    out.flush();
    failed = before;
  }

  /** Ensures that the file will not appear. */
  void abandon() {
    failed = true;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (failed) {
        discard();
      } else {
        out.close();
        appear();
      }
    } catch (IOException | RuntimeException | Error failure) {
      remove(failure);
      throw failure;
    }
  }

  /**
   * Discards what was written. On an object store, closing a stream that is not aborted would show
   * it.
   */
  private void discard() throws IOException {
    boolean aborted =
        out instanceof FSDataOutputStream object
            && object.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM);
    if (aborted) {
      ((FSDataOutputStream) out).abort();
    }
    out.close();
    if (!aborted) {
      files.delete(written, false);
    }
  }

  private void appear() throws IOException {
    if (written.equals(target)) {
      return;
    }
    if (files instanceof RawLocalFileSystem local) {
      // Hadoop's own would delete the target first.
      Files.move(
          local.pathToFile(written).toPath(),
          local.pathToFile(target).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
    } else {
      FileContext.getFileContext(target.toUri(), files.getConf())
          .rename(written, target, Options.Rename.OVERWRITE);
    }
  }

  private void remove(Throwable failure) {
    if (written.equals(target)) {
      return;
    }
    try {
      files.delete(written, false);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
