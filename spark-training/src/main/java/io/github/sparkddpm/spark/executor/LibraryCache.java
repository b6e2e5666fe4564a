package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.BackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * The folder where JavaCPP keeps the libraries of ND4J and libtorch, some 400 MB, for the next
 * process. It loads a file from there that has the expected size and time, whoever wrote it.
 */
final class LibraryCache {

  static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private LibraryCache() {}

  /**
   * Chooses the folder: the one that the user names, else one in the user's home, else, without a
   * home, one in the temporary folder under the user's number.
   *
   * @param own something that this process has created in the temporary folder
   * @throws BackendException if another user can write to the folder
   */
  static Path choose(Path own) {
    String named = System.getProperty(PROPERTY);
    try {
      UserPrincipal user = Files.getOwner(own);
      Path home = Path.of(System.getProperty("user.home"));
      Path folder = named == null ? standard(home, own, user) : Path.of(named);
      prepare(folder, user);
      System.setProperty(PROPERTY, folder.toString());
      return folder;
    } catch (IOException e) {
      throw UnpackingFolders.cannotUnpack(own, UnpackingFolders.TEMPORARY, e);
    }
  }

  /** Returns the folder that is taken unless the user names one. */
  static Path standard(Path home, Path own, UserPrincipal user) throws IOException {
    if (home.isAbsolute()
        && Files.isDirectory(home)
        && Files.isWritable(home)
        && Files.getOwner(home).equals(user)) {
      return home.resolve(".javacpp/spark-ddpm");
    }
    Object number = Files.getAttribute(own, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return own.resolveSibling("spark-ddpm-of-" + number);
  }

  static void prepare(Path folder, UserPrincipal user) {
    try {
      PrivateFolder.prepare(folder, user);
    } catch (IOException e) {
      throw new BackendException(
          "Cannot keep native libraries in %s: %s; delete it, or name another folder (%s)"
              .formatted(folder, e.getMessage(), UnpackingFolders.remedy(PROPERTY)),
          e);
    }
  }
}
