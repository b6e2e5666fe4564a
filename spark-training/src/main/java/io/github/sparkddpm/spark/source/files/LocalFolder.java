package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder on the local disk. Not by Hadoop, whose listing drops links to nothing and follows links
 * in circles.
 *
 * @param root the folder
 */
record LocalFolder(Path root) implements SourceFolder {

  /**
   * {@inheritDoc}
   *
   * <p>It is one part, because a link in one folder may lead to another.
   */
  @Override
  public List<FolderPart> parts(int wanted) {
    return List.of(new FolderPart(root.toString(), true));
  }

  @Override
  public Findings findings(FolderPart part, FileNames names) throws IOException {
    return new LocalWalk(root, names);
  }

  /** Does nothing: names that are not UTF-8 may look alike, and such files are not read at all. */
  @Override
  public void requireDistinct(NamesSummary names) {}

  @Override
  public byte[] read(String name) throws IOException, UnusableImageException {
    Path file = root.resolve(name);
    requireFile(file);
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new UnusableImageException(SourceFolder.tooLarge(bytes));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException | AccessDeniedException e) {
      // Anything else may be the disk's trouble, and pass: the task fails and is tried again.
      throw new UnusableImageException("it cannot be read: " + reason(e), e);
    }
  }

  /** Ensures that the path is a file; reading a pipe would wait without end. */
  private static void requireFile(Path file) throws IOException, UnusableImageException {
    if (Files.isRegularFile(file)) {
      return;
    }
    if (Files.isSymbolicLink(file)) {
      throw new UnusableImageException(
          "it is a link to %s, which is no file that can be read"
              .formatted(Printable.of(Files.readSymbolicLink(file))));
    }
    if (Files.exists(file)) {
      throw new UnusableImageException("it is no regular file");
    }
    throw new UnusableImageException(
        "it cannot be read: it was deleted meanwhile, or its name is not UTF-8",
        new NoSuchFileException(file.toString()));
  }

  private static String reason(IOException e) {
    return e instanceof AccessDeniedException ? "permission denied" : "it was deleted meanwhile";
  }
}
