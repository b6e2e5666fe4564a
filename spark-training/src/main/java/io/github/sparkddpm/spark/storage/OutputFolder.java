package io.github.sparkddpm.spark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of files: each appears whole under its name or not at all, and replaces an older one,
 * which is there until then, as {@link WholeFile} has it.
 */
public final class OutputFolder {

  /** The name of the file that {@link #requireWritable} writes and deletes. */
  public static final String PROBE = "write-probe";

  private static final int PROBE_BYTES = 8192;

  /**
   * The most bytes of a file that is read as a whole. Files that may be larger are read with a
   * limit of their own.
   */
  private static final int MOST_BYTES = 64 << 20;

  private final FileSystem files;
  private final Path path;

  /**
   * Opens the folder.
   *
   * @param path need not exist; made by the first write
   */
  public OutputFolder(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    this.path = fileSystem.makeQualified(path);
    this.files = WholeFile.raw(fileSystem);
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
    try (WholeFile out = new WholeFile(files, target)) {
      writeTo(out, content);
    } catch (IOException e) {
      throw new OutputWriteException(target.toString(), e);
    } catch (FSError e) {
      throw new OutputWriteException(target.toString(), e);
    }
    return target;
  }

  private static void writeTo(WholeFile out, Content content) throws IOException {
    try {
      content.writeTo(out);
    } catch (Throwable failure) { // Spark's checked exceptions are thrown, but not declared.
      out.abandon();
      throw failure;
    }
  }

  /**
   * Makes sure that files can be written here, before hours go into what they will hold. Makes the
   * folder, as any write does.
   *
   * @throws OutputWriteException if not
   */
  public void requireWritable() throws IOException {
    // Of some length, for a full disk still takes empty files.
    Path written = write(PROBE, new byte[PROBE_BYTES]);
    try {
      files.delete(written, false);
    } catch (IOException e) {
      throw new OutputWriteException(written.toString(), e);
    }
  }

  /**
   * Ensures that the folder is empty or has a file by which it is known, without writing.
   *
   * @param mark the file's name
   * @param remedy what to do otherwise, the end of the message
   * @throws OutputRefusedException if it holds other files
   */
  public void requireOwn(String mark, String remedy) throws IOException {
    if (holdsFiles() && read(mark).isEmpty()) {
      throw new OutputRefusedException(
          "The folder %s holds files but no %s: %s".formatted(path, mark, remedy));
    }
  }

  /** Deletes a file, if it is there. */
  public void delete(String name) throws IOException {
    files.delete(path(name), false);
  }

  boolean isLocal() {
    return WholeFile.isLocal(files);
  }

  /** Returns whether the folder holds anything but hidden files. */
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

  /**
   * Returns the content of a small file, if it is there.
   *
   * @throws DamagedFileException if it is larger than any that this project writes
   */
  public Optional<byte[]> read(String name) throws IOException {
    return read(name, MOST_BYTES);
  }

  /**
   * Returns the content of a file, if it is there.
   *
   * @param most bytes that are read into memory, whatever the length of the file
   * @throws DamagedFileException if there are more
   */
  public Optional<byte[]> read(String name, int most) throws IOException {
    try (InputStream in = files.open(path(name))) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new DamagedFileException(
            "%s is of more than %s MiB, which is not read: move it away"
                .formatted(path(name), most >> 20));
      }
      return Optional.of(bytes);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the text of a small file, if it is there. JSON is parsed from this: given bytes,
   * Jackson guesses their encoding, and a wrong guess looks like a failure of the storage.
   *
   * @throws DamagedFileException as {@link #read(String)} does
   */
  public Optional<String> readText(String name) throws IOException {
    return readText(name, MOST_BYTES);
  }

  /**
   * Returns the text of a file, if it is there.
   *
   * @throws DamagedFileException as {@link #read(String, int)} does
   */
  public Optional<String> readText(String name, int most) throws IOException {
    return read(name, most).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Returns the first bytes of a file, at most so many, if it is there. */
  Optional<byte[]> readStart(String name, int most) throws IOException {
    try (InputStream in = files.open(path(name))) {
      return Optional.of(in.readNBytes(most));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Copies a file to the local disk.
   *
   * @param local replaced
   * @return false if there is no such file
   */
  public boolean copy(String name, java.nio.file.Path local) throws IOException {
    try (InputStream in = files.open(path(name))) {
      Files.copy(in, local, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}
