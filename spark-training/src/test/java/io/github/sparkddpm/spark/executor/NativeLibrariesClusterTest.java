package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.train.DriverProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor whose temporary folder is shared with somebody who waits for its libraries there. */
class NativeLibrariesClusterTest {

  private static final String USER = "alice";

  @TempDir Path folder;

  @Test
  void anExecutorUsesNoFolderThatAnotherUserHasPrepared() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path forJna = prepared(temporary.resolve("jna-" + USER.hashCode()));
    Path forJavaCpp = prepared(temporary.resolve(".javacpp-" + USER + "/cache"));

    DriverProcess.End end =
        DriverProcess.run(
            LibrariesRun.class,
            folder,
            List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=/dev/null/home",
                "-Duser.name=" + USER));

    assertThat(end.exit()).isZero();
    assertThat(end.told())
        .anyMatch(file -> file.matches(temporary + "/spark-ddpm-[0-9]+/jna.*"))
        .anyMatch(file -> file.matches(temporary + "/spark-ddpm-of-[0-9]+/.*/libnd4jcpu.so"))
        .noneMatch(file -> file.startsWith(forJna.toString()))
        .noneMatch(file -> file.startsWith(forJavaCpp.toString()));
    assertThat(forJna).isEmptyDirectory();
    assertThat(forJavaCpp).isEmptyDirectory();
    try (Stream<Path> ours = Files.list(temporary)) {
      assertThat(ours.filter(path -> path.getFileName().toString().startsWith("spark-ddpm-")))
          .isNotEmpty()
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .isEqualTo("rwx------"));
    }
  }

  private static Path prepared(Path trap) throws IOException {
    Files.createDirectories(trap);
    Files.setPosixFilePermissions(trap, PosixFilePermissions.fromString("rwxrwxrwx"));
    return trap;
  }
}
