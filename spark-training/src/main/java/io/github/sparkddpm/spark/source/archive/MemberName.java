package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.ImageNames;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a member of an archive.
 *
 * @param path the name as the archive has it, without a slash or "./" in front
 * @param key the path up to the first dot after its last slash: in WebDataset, members of one key
 *     are one sample
 * @param extension what follows that dot, in lower case; empty without a dot
 */
record MemberName(String path, String key, String extension) {

  /** Apple's Finder keeps its own files there. */
  private static final String FINDERS = "__MACOSX";

  static MemberName of(String name) {
    String path = name;
    while (path.startsWith("/") || path.startsWith("./")) {
      path = path.substring(path.indexOf('/') + 1);
    }
    int dot = path.indexOf('.', path.lastIndexOf('/') + 1);
    return dot < 0
        ? new MemberName(path, path, "")
        : new MemberName(
            path, path.substring(0, dot), path.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Returns whether the member, or a folder that it is in, has a hidden name. */
  boolean isHidden() {
    for (String part : path.split("/", -1)) {
      boolean step = part.equals(".") || part.equals("..");
      if ((part.startsWith(".") && !step) || part.equals(FINDERS)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether it is an image, and all of its extension says so: no {@code seg.png}. */
  boolean isSampleImage() {
    return extension.indexOf('.') < 0 && ImageNames.isImage("." + extension);
  }

  /** Returns the first folder of the path, if it has one. */
  Optional<String> folder() {
    int slash = path.indexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(path.substring(0, slash));
  }
}
