package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * A folder on HDFS, in a bucket or on any other storage of Hadoop's.
 *
 * @param root the folder
 * @param storage its file system
 */
record StoredFolder(Path root, FileSystem storage) implements SourceFolder {

  /** The schemes of file systems that have real folders, unlike buckets. */
  private static final Set<String> OF_FOLDERS =
      Set.of("hdfs", "webhdfs", "swebhdfs", "viewfs", "ofs");

  /**
   * {@inheritDoc}
   *
   * <p>Where it is not known that folders hold all files, it is one part. S3A lists no folder for a
   * bucket's keys with an empty part, as in {@code p//x.png}.
   */
  @Override
  public List<FolderPart> parts(int wanted) throws IOException {
    FolderPart whole = new FolderPart(root.toString(), true);
    return OF_FOLDERS.contains(storage.getUri().getScheme())
        ? new FolderTree(storage).parts(whole, wanted)
        : List.of(whole);
  }

  @Override
  public Findings findings(FolderPart part, FileNames names) throws IOException {
    return new StoredFindings(
        root, storage.listFiles(new Path(part.path()), part.recursive()), names);
  }

  @Override
  public void requireDistinct(NamesSummary names) {
    if (names.twice() != null) {
      throw new IllegalArgumentException(
          "Two objects below %s are %s to Hadoop, for the key of one has an empty part (//): rename it"
              .formatted(Printable.of(root), Printable.of(names.twice())));
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
