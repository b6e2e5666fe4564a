package io.github.sparkddpm.spark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of small files for people, on any file system: each appears whole under its name or not
 * at all, and replaces an older one.
 */
public final class OutputFolder {

  private final FileSystem files;
  private final Path path;
  private final boolean renamesOver;

  /**
   * Opens the folder.
   *
   * @param path need not exist; made by the first write
   */
  public OutputFolder(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    this.path = fileSystem.makeQualified(path);
    this.renamesOver = fileSystem instanceof LocalFileSystem;
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
   */
  public Path write(String name, byte[] content) throws IOException {
    Path target = path(name);
    Path unfinished = path("." + name + ".unfinished");
    try (OutputStream out = files.create(unfinished, true)) {
      out.write(content);
    }
    if (!renamesOver) {
      files.delete(target, false);
    }
    if (!files.rename(unfinished, target)) {
      throw new IOException("Cannot rename %s to %s".formatted(unfinished, target));
    }
    return target;
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
