package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.BackendException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folders that native libraries are unpacked into before they are loaded. Those of ND4J and
 * libtorch are kept in {@link LibraryCache}, all others are temporary ({@link LibraryTemporaries}).
 */
final class UnpackingFolders {

  static final String TEMPORARY = "java.io.tmpdir";

  /** More than a full disk has left. */
  private static final int BYTES = 8192;

  private static boolean good;

  private UnpackingFolders() {}

  /**
   * Makes sure, once a process, that libraries can be unpacked and loaded, and that no other user
   * can exchange them.
   *
   * @throws BackendException naming the folder where they cannot
   */
  static synchronized void check() {
    if (good) {
      return;
    }
    Path temporary = LibraryTemporaries.folder();
    check(Path.of(System.getProperty(TEMPORARY)), TEMPORARY);
    check(LibraryCache.choose(temporary), LibraryCache.PROPERTY);
    good = true;
  }

  static void check(Path folder, String property) {
    try {
      if (!canRunFilesOf(folder)) {
        throw new BackendException(
            "Cannot load native libraries from %s, which forbids to execute files (mounted noexec?): name another folder (%s)"
                .formatted(folder, remedy(property)),
            null);
      }
    } catch (IOException e) {
      throw cannotUnpack(folder, property, e);
    }
  }

  static BackendException cannotUnpack(Path folder, String property, IOException why) {
    return new BackendException(
        "Cannot unpack native libraries into %s: %s; make room or allow it, or name another folder (%s)"
            .formatted(folder, why.getMessage(), remedy(property)),
        why);
  }

  /** Linux says of a file on such a mount that it cannot be executed, whatever its mode. */
  private static boolean canRunFilesOf(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "spark-ddpm-", ".so");
    try {
      Files.write(probe, new byte[BYTES]);
      File file = probe.toFile();
      return file.setExecutable(true) && file.canExecute();
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  static String remedy(String property) {
    String variable = property.equals(TEMPORARY) ? "TMPDIR for the launcher, or " : "";
    return "%s-D%s=FOLDER in spark.driver.extraJavaOptions and spark.executor.extraJavaOptions"
        .formatted(variable, property);
  }
}
