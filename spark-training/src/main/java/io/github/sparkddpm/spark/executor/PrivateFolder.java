package io.github.sparkddpm.spark.executor;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A folder that no other user can put a file into. Libraries that are kept there are loaded into
 * the JVM again without a look at what they hold, and its name can be guessed.
 */
final class PrivateFolder {

  private static final Set<PosixFilePermission> OWNERS_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolder() {}

  /**
   * Creates the folder for this user alone, or makes sure that an existing one is.
   *
   * @param user who owns what this process creates
   * @throws IOException saying why the folder cannot be trusted, or cannot be created
   */
  static void prepare(Path folder, UserPrincipal user) throws IOException {
    Files.createDirectories(folder.toAbsolutePath().getParent());
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS_ALONE));
    } catch (FileAlreadyExistsException e) {
      require(folder, user);
    }
  }

  private static void require(Path folder, UserPrincipal user) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (found.isSymbolicLink()) {
      throw new IOException("it is a link, where a folder of %s's is expected".formatted(user));
    }
    if (!found.isDirectory()) {
      throw new IOException("it is a file, where a folder is expected");
    }
    if (!found.owner().equals(user)) {
      throw new IOException("it belongs to %s, not to %s".formatted(found.owner(), user));
    }
    if (isOpen(found.permissions())) {
      throw new IOException(
          "others may write to it (its permissions are %s)"
              .formatted(PosixFilePermissions.toString(found.permissions())));
    }
  }

  private static boolean isOpen(Set<PosixFilePermission> permissions) {
    return permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE);
  }
}
