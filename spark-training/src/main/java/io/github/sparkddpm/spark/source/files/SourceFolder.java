package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.data.image.UnusableImageException;
import java.io.IOException;
import java.nio.file.Paths;
import java.util.List;
import java.util.Optional;
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
    return files(ImageNames.FILES);
  }

  /**
   * Finds the image files below the folder, unless there are more files and folders than the driver
   * shall hold.
   *
   * @param most the number of finds at which to give up
   * @return empty if there are more
   */
  default Optional<SourceFiles> imagesUpTo(int most) throws IOException {
    return filesUpTo(most, ImageNames.FILES);
  }

  /**
   * Finds files below the folder. What cannot be told from a file that would be read, such as a
   * link to nothing, is among them.
   *
   * @throws IllegalArgumentException if a folder cannot be read
   */
  default SourceFiles files(FileNames names) throws IOException {
    return filesUpTo(Integer.MAX_VALUE, names).orElseThrow();
  }

  private Optional<SourceFiles> filesUpTo(int most, FileNames names) throws IOException {
    SourceFiles.Finds finds = new SourceFiles.Finds();
    int count = 0;
    for (FolderPart part : parts(1)) {
      try (Findings findings = findings(part, names)) {
        for (Found found = findings.next(); found != null; found = findings.next()) {
          if (count++ == most) {
            return Optional.empty();
          }
          finds.add(found);
        }
      }
    }
    SourceFiles files = finds.all();
    requireDistinct(NamesSummary.of(files.names().iterator()));
    return Optional.of(files);
  }

  /**
   * Returns parts that can be looked through at the same time; together they are the folder.
   *
   * @param wanted how many are enough
   */
  List<FolderPart> parts(int wanted) throws IOException;

  /** Looks through a part of the folder. */
  Findings findings(FolderPart part, FileNames names) throws IOException;

  /**
   * Requires that names tell files apart, if two of one name would be read as one.
   *
   * @throws IllegalArgumentException naming two that are alike
   */
  void requireDistinct(NamesSummary names);

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
