package io.github.sparkddpm.spark.executor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of this process alone for the native libraries that are unpacked anew by each process.
 * Without it JNA takes {@code jna-} and a hash of the user's name below the temporary folder, even
 * if another user has made that and so can exchange what is loaded from it. ONNX Runtime, zstd, LZ4
 * and Netty know no property; each takes a new file or folder of a random name by itself.
 */
final class LibraryTemporaries {

  /** The properties of JNA, Snappy and JLine. */
  private static final List<String> PROPERTIES =
      List.of("jna.tmpdir", "org.xerial.snappy.tempdir", "jline.tmpdir");

  private static Path folder;

  private LibraryTemporaries() {}

  /**
   * Creates the folder, once a process, and has libraries unpacked there unless the user has named
   * another. To be called before any of them is loaded.
   *
   * @throws io.github.sparkddpm.engine.BackendException if the temporary folder allows none
   */
  static synchronized Path folder() {
    if (folder == null) {
      folder = create();
      PROPERTIES.stream()
          .filter(property -> System.getProperty(property) == null)
          .forEach(property -> System.setProperty(property, folder.toString()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    }
    return folder;
  }

  private static Path create() {
    try {
      // For this user alone, which createTempDirectory sees to.
      return Files.createTempDirectory("spark-ddpm-");
    } catch (IOException e) {
      Path parent = Path.of(System.getProperty(UnpackingFolders.TEMPORARY));
      throw UnpackingFolders.cannotUnpack(parent, UnpackingFolders.TEMPORARY, e);
    }
  }

  /** Deletes the folder; a library that is loaded stays so. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      // The process ends: what is left is small, and nobody but this user can change it.
    }
  }
}
