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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A walk over folders of the local disk that visits each real folder once and finds each file once,
 * whatever links lead to it. It goes first by folders, then by links to folders, then by links to
 * files, each in the order of their names.
 */
final class LocalWalk implements Findings {

  /**
   * A real folder to be visited.
   *
   * @param prefix its path below the root, with a slash at its end; empty for the root
   */
  private record Folder(Path path, String prefix) {}

  private final FileNames names;
  private final Deque<Found> found = new ArrayDeque<>();
  private final Deque<Folder> folders = new ArrayDeque<>();
  private final Set<Path> realFolders = new HashSet<>();
  private final Set<Path> linkedFiles = new HashSet<>();
  private final TreeMap<String, Path> folderLinks = new TreeMap<>();
  private final TreeMap<String, Path> fileLinks = new TreeMap<>();

  private Folder visited;
  private DirectoryStream<Path> stream;
  private Iterator<Path> entries;

  LocalWalk(Path root, FileNames names) throws IOException {
    this.names = names;
    visitOnce(root.toRealPath(), "", "");
  }

  @Override
  public Found next() throws IOException {
    boolean more = true;
    while (more && found.isEmpty()) {
      more = walk();
    }
    return found.poll();
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  /** Takes one step; returns false at the end. */
  private boolean walk() throws IOException {
    if (stream != null) {
      addEntry();
    } else if (!folders.isEmpty()) {
      open(folders.pop());
    } else if (!folderLinks.isEmpty()) {
      Map.Entry<String, Path> link = folderLinks.pollFirstEntry();
      visitOnce(link.getValue(), link.getKey(), link.getKey() + "/");
    } else if (!fileLinks.isEmpty()) {
      Map.Entry<String, Path> link = fileLinks.pollFirstEntry();
      findOnce(link.getValue(), link.getKey());
    } else {
      return false;
    }
    return true;
  }

  private void visitOnce(Path realFolder, String name, String prefix) {
    if (realFolders.add(realFolder)) {
      folders.push(new Folder(realFolder, prefix));
    } else {
      passOver(Reason.READ_ALREADY, name);
    }
  }

  private void passOver(Reason reason, String name) {
    found.add(new Found(name, reason));
  }

  private void findOnce(Path realFile, String name) {
    boolean isFound =
        realFolders.contains(realFile.getParent())
            && names.ofFile(realFile.getFileName().toString()).isEmpty();
    if (isFound || !linkedFiles.add(realFile)) {
      passOver(Reason.READ_ALREADY, name);
    } else {
      found.add(Found.file(name));
    }
  }

  @SuppressWarnings("StreamResourceLeak") // It stays open from step to step.
  private void open(Folder folder) throws IOException {
    try {
      visited = folder;
      stream = Files.newDirectoryStream(folder.path());
      entries = stream.iterator();
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(
          "Cannot read the folder %s: permission denied; permit it, or move the folder elsewhere"
              .formatted(Printable.of(folder.path())),
          e);
    }
  }

  private void addEntry() throws IOException {
    try {
      if (entries.hasNext()) {
        Path entry = entries.next();
        add(entry, visited.prefix() + entry.getFileName());
      } else {
        close();
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void add(Path entry, String name) throws IOException {
    String last = entry.getFileName().toString();
    if (Files.isSymbolicLink(entry)) {
      addLink(entry, name, last);
    } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      Optional<Reason> closed = FileNames.ofFolder(last);
      if (closed.isPresent()) {
        passOver(closed.get(), name);
      } else {
        visitOnce(entry, name, name + "/");
      }
    } else {
      addFile(name, last);
    }
  }

  private void addFile(String name, String last) {
    names
        .ofFile(last)
        .ifPresentOrElse(reason -> passOver(reason, name), () -> found.add(Found.file(name)));
  }

  private void addLink(Path link, String name, String last) throws IOException {
    Optional<Reason> closed = FileNames.ofFolder(last);
    Optional<Path> target = target(link);
    if (closed.isPresent()) {
      passOver(closed.get(), name);
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
      found.add(Found.file(name));
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
