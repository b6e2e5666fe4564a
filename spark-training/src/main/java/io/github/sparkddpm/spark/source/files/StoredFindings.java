package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files that a storage lists below a folder; of a folder that is not looked into, one. */
final class StoredFindings implements Findings {

  private final Path root;
  private final RemoteIterator<LocatedFileStatus> files;
  private final FileNames names;
  private final Set<String> closed = new HashSet<>();

  /**
   * Creates the findings.
   *
   * @param root the source's folder, which names are relative to
   * @param files of it or of a part of it
   */
  StoredFindings(Path root, RemoteIterator<LocatedFileStatus> files, FileNames names) {
    this.root = root;
    this.files = files;
    this.names = names;
  }

  @Override
  public Found next() throws IOException {
    while (files.hasNext()) {
      String name = SourceLocations.relative(root, files.next().getPath());
      Found found = inClosedFolder(name).orElseGet(() -> file(name));
      if (found.isFile() || found.name().equals(name) || closed.add(found.name())) {
        return found;
      }
    }
    return null;
  }

  private Found file(String name) {
    Optional<Reason> reason = names.ofFile(name.substring(name.lastIndexOf('/') + 1));
    return new Found(name, reason.orElse(null));
  }

  private static Optional<Found> inClosedFolder(String name) {
    int from = 0;
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', from)) {
      Optional<Reason> reason = FileNames.ofFolder(name.substring(from, slash));
      if (reason.isPresent()) {
        return Optional.of(new Found(name.substring(0, slash), reason.get()));
      }
      from = slash + 1;
    }
    return Optional.empty();
  }
}
