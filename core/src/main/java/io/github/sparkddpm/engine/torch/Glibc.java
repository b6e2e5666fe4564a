package io.github.sparkddpm.engine.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.Runtime.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The C library that this process runs on. */
final class Glibc {

  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
  private static final Pattern FILE = Pattern.compile("(/\\S*/libc(\\.so\\.6|-\\S*\\.so))$");
  private static final Pattern RELEASE =
      Pattern.compile("GNU C Library .{0,80}? release version (\\d+\\.\\d+)");

  private Glibc() {}

  /** Returns the version of glibc, such as 2.36; empty if this process uses another C library. */
  static Optional<Version> version() {
    try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
      Optional<Path> library =
          lines
              .map(FILE::matcher)
              .filter(Matcher::find)
              .map(file -> Path.of(file.group(1)))
              .findFirst();
      return library.isPresent() ? versionOf(Files.readAllBytes(library.get())) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read which C library this process uses", e);
    }
  }

  /** Reads the version from the text that the library prints when it is executed. */
  static Optional<Version> versionOf(byte[] library) {
    Matcher release = RELEASE.matcher(new String(library, StandardCharsets.ISO_8859_1));
    return release.find() ? Optional.of(Version.parse(release.group(1))) : Optional.empty();
  }
}
