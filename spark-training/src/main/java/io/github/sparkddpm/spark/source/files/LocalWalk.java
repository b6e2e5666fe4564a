package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A walk over folders of the local disk that visits each real folder once and finds each file once,
 * whatever links lead to it. It goes first by folders, then by links to folders, then by links to
 * files, each in the order of their names.
 */
final class LocalWalk {

  private final FileNames names;
  private final SourceFiles.Finds finds = new SourceFiles.Finds();
  private final Set<Path> realFolders = new HashSet<>();
  private final Set<Path> linkedFiles = new HashSet<>();
  private final TreeMap<String, Path> folderLinks = new TreeMap<>();
  private final TreeMap<String, Path> fileLinks = new TreeMap<>();

  LocalWalk(FileNames names) {
    this.names = names;
  }

  /**
   * Finds the files below a folder; called once.
   *
   * @throws IllegalArgumentException if a folder cannot be read
   */
  SourceFiles files(Path root) throws IOException {
    visit(root.toRealPath(), "");
    while (!folderLinks.isEmpty()) {
      Map.Entry<String, Path> link = folderLinks.pollFirstEntry();
      visitOnce(link.getValue(), link.getKey());
    }
    for (Map.Entry<String, Path> link : fileLinks.entrySet()) {
      findOnce(link.getValue(), link.getKey());
    }
    return finds.all();
  }

  private void visitOnce(Path realFolder, String name) throws IOException {
    if (realFolders.contains(realFolder)) {
      finds.passedOver(Reason.READ_ALREADY, name);
    } else {
      visit(realFolder, name + "/");
    }
  }

  private void findOnce(Path realFile, String name) {
    boolean found =
        realFolders.contains(realFile.getParent())
            && names.ofFile(realFile.getFileName().toString()).isEmpty();
    if (found || !linkedFiles.add(realFile)) {
      finds.passedOver(Reason.READ_ALREADY, name);
    } else {
      finds.file(name);
    }
  }

  /**
   * Visits a real folder.
   *
   * @param prefix its path below the root, with a slash at its end
   */
  private void visit(Path realFolder, String prefix) throws IOException {
    realFolders.add(realFolder);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(realFolder)) {
      for (Path entry : entries) {
        add(entry, prefix + entry.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(
          "Cannot read the folder %s: permission denied; permit it, or move the folder elsewhere"
              .formatted(Printable.of(realFolder)),
          e);
    }
  }

  private void add(Path entry, String name) throws IOException {
    String last = entry.getFileName().toString();
    if (Files.isSymbolicLink(entry)) {
      addLink(entry, name, last);
    } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      Optional<Reason> closed = FileNames.ofFolder(last);
      if (closed.isPresent()) {
        finds.passedOver(closed.get(), name);
      } else {
        visitOnce(entry, name);
      }
    } else {
      addFile(name, last);
    }
  }

  private void addFile(String name, String last) {
    names
        .ofFile(last)
        .ifPresentOrElse(reason -> finds.passedOver(reason, name), () -> finds.file(name));
  }

  private void addLink(Path link, String name, String last) throws IOException {
    Optional<Reason> closed = FileNames.ofFolder(last);
    Optional<Path> target = target(link);
    if (closed.isPresent()) {
      finds.passedOver(closed.get(), name);
    } else if (target.isEmpty()) {
      addLost(name, last);
    } else if (Files.isDirectory(target.get())) {
      folderLinks.put(name, target.get());
    } else if (names.ofFile(last).isPresent()) {
      addFile(name, last);
    } else {
      fileLinks.put(name, target.get());
    }
  }

  /**
   * Adds a name that leads to nothing. Without an extension it may have been that of a folder of
   * images.
   */
  private void addLost(String name, String last) {
    if (last.contains(".")) {
      addFile(name, last);
    } else {
      finds.file(name);
    }
  }

  /**
   * Returns the target of a link; empty if that does not exist, is the link itself or may not be
   * read.
   */
  private static Optional<Path> target(Path link) {
    try {
      return Optional.of(link.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
