package io.github.sparkddpm.spark.storage;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A folder of small files for people: each appears whole under its name or not at all, and replaces
 * an older one, which is there until then.
 *
 * <p>On the local disk and on HDFS by a rename that replaces. An object store has no such rename,
 * but shows an object only once its stream is closed: any other file system is taken for one.
 */
public final class OutputFolder {

  /** Schemes of file systems whose rename replaces its target in one step. */
  private static final Set<String> RENAMES_OVER = Set.of("file", "hdfs", "viewfs");

  private final FileSystem files;
  private final Path path;
  private final Configuration hadoop;

  /**
   * Opens the folder.
   *
   * @param path need not exist; made by the first write
   */
  public OutputFolder(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    this.path = fileSystem.makeQualified(path);
    this.hadoop = hadoop;
    // Without a hidden .crc beside every picture, which would make an edited file unreadable.
    this.files =
        fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }

  /** The qualified path of this folder. */
  public Path path() {
    return path;
  }

  /** The qualified path of a file of this folder. */
  public Path path(String name) {
    return new Path(path, name);
  }

  /**
   * Writes a file.
   *
   * @return its qualified path
   * @throws OutputWriteException if it cannot be written
   */
  public Path write(String name, byte[] content) throws IOException {
    return write(name, out -> out.write(content));
  }

  /** Writes the content of a file, as far as it need not be in memory as a whole. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file piece by piece; it appears once all of it is written.
   *
   * @return its qualified path
   * @throws OutputWriteException if it cannot be written
   */
  public Path write(String name, Content content) throws IOException {
    Path target = path(name);
    try {
      if (renamesOver(files)) {
        writeBeside(target, unfinished(name), content);
      } else {
        create(target, content);
      }
    } catch (IOException e) {
      throw new OutputWriteException(target.toString(), e);
    } catch (FSError e) {
      throw new OutputWriteException(target.toString(), e);
    }
    return target;
  }

  /** TensorBoard takes any file with "tfevents" in its name, a hidden one too. */
  private Path unfinished(String name) {
    return path("." + name.replace("tfevents", "events") + ".unfinished");
  }

  /** Deletes a file, if it is there. */
  public void delete(String name) throws IOException {
    files.delete(path(name), false);
  }

  boolean isLocal() {
    return files.getUri().getScheme().equals("file");
  }

  /** Whether a file of this file system is seen while it is written, and can be renamed then. */
  static boolean renamesOver(FileSystem files) {
    return RENAMES_OVER.contains(files.getUri().getScheme());
  }

  private void writeBeside(Path target, Path unfinished, Content content) throws IOException {
    try {
      create(unfinished, content);
      replace(target, unfinished);
    } catch (IOException | RuntimeException | Error failure) {
      remove(unfinished, failure);
      throw failure;
    }
  }

  private void create(Path file, Content content) throws IOException {
    if (isLocal() && files instanceof RawLocalFileSystem local) {
      files.mkdirs(file.getParent());
      createLocal(local.pathToFile(file), content);
      return;
    }
    try (FSDataOutputStream out = files.create(file, true)) {
      try {
        content.writeTo(out);
      } catch (IOException | RuntimeException | Error failure) {
        WholeFileOutput.abort(out);
        throw failure;
      }
    }
  }

  /** Hadoop's own would start a process for each file, to set its permissions. */
  private static void createLocal(File file, Content content) throws IOException {
    // Unlike those of java.nio, its exceptions say why.
    try (OutputStream out = new BufferedOutputStream(new FileOutputStream(file))) {
      content.writeTo(out);
    }
  }

  private void replace(Path target, Path unfinished) throws IOException {
    if (files instanceof RawLocalFileSystem local) {
      // Hadoop's own would delete the target first.
      Files.move(
          local.pathToFile(unfinished).toPath(),
          local.pathToFile(target).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
    } else {
      FileContext.getFileContext(path.toUri(), hadoop)
          .rename(unfinished, target, Options.Rename.OVERWRITE);
    }
  }

  private void remove(Path unfinished, Throwable failure) {
    try {
      files.delete(unfinished, false);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Whether the folder holds anything but hidden files. */
  public boolean holdsFiles() throws IOException {
    try {
      return Arrays.stream(files.listStatus(path))
          .anyMatch(status -> !status.getPath().getName().startsWith("."));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** The files that are there, hidden ones excepted, each with its length in bytes. */
  public Map<String, Long> lengths() throws IOException {
    Map<String, Long> lengths = new TreeMap<>();
    try {
      for (FileStatus status : files.listStatus(path)) {
        String name = status.getPath().getName();
        if (status.isFile() && !name.startsWith(".")) {
          lengths.put(name, status.getLen());
        }
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return lengths;
  }

  /** The content of a file, if it is there. */
  public Optional<byte[]> read(String name) throws IOException {
    try (var in = files.open(path(name))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
