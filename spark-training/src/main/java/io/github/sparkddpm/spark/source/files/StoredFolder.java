package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;

/**
 * A folder on HDFS, in a bucket or on any other storage of Hadoop's.
 *
 * @param root the folder
 * @param storage its file system
 */
record StoredFolder(Path root, FileSystem storage) implements SourceFolder {

  /**
   * {@inheritDoc}
   *
   * <p>It asks for all files at once, not folder by folder. S3A lists no folder for a bucket's keys
   * with an empty part, as in {@code p//x.png}.
   */
  @Override
  public SourceFiles files(FileNames names) throws IOException {
    SourceFiles.Finds finds = new SourceFiles.Finds();
    Set<String> closed = new HashSet<>();
    RemoteIterator<LocatedFileStatus> found = storage.listFiles(root, true);
    while (found.hasNext()) {
      String name = SourceLocations.relative(root, found.next().getPath());
      if (!isInClosedFolder(name, closed, finds)) {
        names
            .ofFile(name.substring(name.lastIndexOf('/') + 1))
            .ifPresentOrElse(reason -> finds.passedOver(reason, name), () -> finds.file(name));
      }
    }
    SourceFiles files = finds.all();
    requireDistinct(files.names());
    return files;
  }

  private static boolean isInClosedFolder(
      String name, Set<String> closed, SourceFiles.Finds finds) {
    int from = 0;
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', from)) {
      Optional<Reason> reason = FileNames.ofFolder(name.substring(from, slash));
      if (reason.isPresent()) {
        String folder = name.substring(0, slash);
        if (closed.add(folder)) {
          finds.passedOver(reason.get(), folder);
        }
        return true;
      }
      from = slash + 1;
    }
    return false;
  }

  private void requireDistinct(List<String> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).equals(sorted.get(i - 1))) {
        throw new IllegalArgumentException(
            "Two objects below %s are %s to Hadoop, for the key of one has an empty part (//): rename it"
                .formatted(Printable.of(root), Printable.of(sorted.get(i))));
      }
    }
  }

  @Override
  public byte[] read(String name) throws IOException, UnusableImageException {
    Path file = SourceLocations.child(root, name);
    try {
      long bytes = storage.getFileStatus(file).getLen();
      if (bytes > MAX_BYTES) {
        throw new UnusableImageException(SourceFolder.tooLarge(bytes));
      }
      try (FSDataInputStream in = storage.open(file)) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw new UnusableImageException(
          "it is listed but not found: its key has an empty part (//), or it was deleted meanwhile",
          e);
    } catch (AccessControlException | ChecksumException e) {
      // Anything else may be the storage's trouble, and pass: the task fails and is tried again.
      throw new UnusableImageException("it cannot be read: " + e.getMessage(), e);
    }
  }
}
