package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.data.image.UnusableImageException;
import java.io.IOException;
import java.nio.file.Paths;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder of files with any names, read without the checksum files of Hadoop's local disk. */
public sealed interface SourceFolder permits LocalFolder, StoredFolder {

  /** The size above which a file is not read, because a task holds a whole file in memory. */
  long MAX_BYTES = 128L << 20;

  /**
   * Returns the folder at a path.
   *
   * @param path with scheme; need not exist
   */
  static SourceFolder at(Path path, Configuration hadoop) throws IOException {
    FileSystem storage = SourceLocations.storage(path, hadoop);
    return storage.getUri().getScheme().equals("file")
        ? new LocalFolder(Paths.get(path.toUri().getPath()))
        : new StoredFolder(path, storage);
  }

  /**
   * Finds the image files below the folder, by their names.
   *
   * @throws IllegalArgumentException if a folder cannot be read
   */
  default SourceFiles images() throws IOException {
    return files(new FileNames(ImageNames::isImage));
  }

  /**
   * Finds files below the folder. What cannot be told from a file that would be read, such as a
   * link to nothing, is among them.
   *
   * @throws IllegalArgumentException if a folder cannot be read
   */
  SourceFiles files(FileNames names) throws IOException;

  /**
   * Reads a whole file.
   *
   * @param name its path below the folder
   * @throws UnusableImageException if it is missing, too large or may not be read
   * @throws IOException for the storage's trouble, which may pass
   */
  byte[] read(String name) throws IOException, UnusableImageException;

  /** Returns the reason why so many bytes are not read. */
  static String tooLarge(long bytes) {
    return "its %s bytes are more than the %s that are read".formatted(bytes, MAX_BYTES);
  }
}
