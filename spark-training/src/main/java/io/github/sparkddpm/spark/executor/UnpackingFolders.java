package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.BackendException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;

/**
 * The folders that native libraries are unpacked into before they are loaded: Java's temporary one
 * (those of ONNX Runtime, JNA and Spark), and JavaCPP's cache (those of ND4J).
 */
final class UnpackingFolders {

  private static final String TEMPORARY = "java.io.tmpdir";
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  /** Read once by JNA, which otherwise unpacks into a third folder, below the home. */
  private static final String JNA = "jna.tmpdir";

  /** More than a full disk has left. */
  private static final int BYTES = 8192;

  private static volatile boolean good;

  private UnpackingFolders() {}

  /**
   * Makes sure, once a process, that libraries can be unpacked and loaded.
   *
   * @throws BackendException naming the folder where they cannot
   */
  static void check() {
    if (good) {
      return;
    }
    String temporary = System.getProperty(TEMPORARY);
    if (System.getProperty(JNA) == null) {
      System.setProperty(JNA, temporary);
    }
    check(Path.of(temporary), TEMPORARY);
    check(cache(), CACHE);
    good = true;
  }

  private static Path cache() {
    try {
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      throw new BackendException(
          "Cannot unpack native libraries: %s; name a folder for them (%s)"
              .formatted(e.getMessage(), remedy(CACHE)),
          e);
    }
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
      throw new BackendException(
          "Cannot unpack native libraries into %s: %s; make room or allow it, or name another folder (%s)"
              .formatted(folder, e.getMessage(), remedy(property)),
          e);
    }
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

  private static String remedy(String property) {
    String variable = property.equals(TEMPORARY) ? "TMPDIR for the launcher, or " : "";
    return "%s-D%s=FOLDER in spark.driver.extraJavaOptions and spark.executor.extraJavaOptions"
        .formatted(variable, property);
  }
}
