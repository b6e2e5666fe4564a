package io.github.sparkddpm.spark.source.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The folders in a folder, by which it is cut into parts.
 *
 * @param storage one that finds each file in a folder
 */
record FolderTree(FileSystem storage) {

  /**
   * Cuts a folder, level by level, until there are enough parts or no more folders. A folder that
   * is not looked into stays one part, because it counts as one.
   *
   * @param wanted how many parts are enough; there may be more
   */
  List<FolderPart> parts(FolderPart whole, int wanted) throws IOException {
    List<FolderPart> parts = List.of(whole);
    boolean cut = true;
    while (cut && parts.size() < wanted) {
      List<FolderPart> finer = new ArrayList<>();
      for (FolderPart part : parts) {
        finer.addAll(part.equals(whole) || isOpen(part) ? cut(part) : List.of(part));
      }
      cut = finer.size() > parts.size();
      parts = finer;
    }
    return parts;
  }

  private static boolean isOpen(FolderPart part) {
    return part.recursive() && FileNames.ofFolder(new Path(part.path()).getName()).isEmpty();
  }

  /** Returns a folder without those in it, and each of those. */
  private List<FolderPart> cut(FolderPart part) throws IOException {
    List<FolderPart> parts = new ArrayList<>();
    parts.add(new FolderPart(part.path(), false));
    RemoteIterator<FileStatus> entries = storage.listStatusIterator(new Path(part.path()));
    while (entries.hasNext()) {
      FileStatus entry = entries.next();
      if (entry.isDirectory()) {
        parts.add(new FolderPart(entry.getPath().toString(), true));
      }
    }
    return parts;
  }
}
