package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkddpm.engine.BackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryCacheTest {

  @TempDir Path temporary;

  private UserPrincipal user;
  private Path own;

  @BeforeEach
  void know() throws IOException {
    own = Files.createDirectory(temporary.resolve("own"));
    user = Files.getOwner(own);
  }

  @Test
  void theFolderIsForItsUserAloneAndServesTheNextProcessToo() throws IOException {
    Path folder = temporary.resolve("home/.javacpp/spark-ddpm");

    LibraryCache.prepare(folder, user);
    LibraryCache.prepare(folder, user);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderThatAnotherUserHasPreparedIsRefused() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("spark-ddpm-of-0"));
    giveAway(folder);

    assertRefused(folder, "it belongs to ");
  }

  @Test
  void aLinkInItsPlaceIsRefusedWhereverItLeads() throws IOException {
    Path folder = temporary.resolve("spark-ddpm-of-0");
    Files.createSymbolicLink(folder, Files.createDirectory(temporary.resolve("elsewhere")));

    assertRefused(folder, "it is a link");
  }

  @Test
  void aFileInItsPlaceIsRefused() throws IOException {
    assertRefused(Files.createFile(temporary.resolve("spark-ddpm-of-0")), "it is a file");
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("spark-ddpm-of-0"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertRefused(folder, "others may write to it (its permissions are rwxrwxrwx)");
  }

  @Test
  void aHomeOfTheUsersOwnHasTheFolder() throws IOException {
    Path home = Files.createDirectory(temporary.resolve("home"));

    assertThat(LibraryCache.standard(home, own, user))
        .isEqualTo(home.resolve(".javacpp/spark-ddpm"));
  }

  @Test
  void withoutAHomeTheFolderIsNamedAfterTheUsersNumber() throws IOException {
    Path numbered =
        temporary.resolve("spark-ddpm-of-" + Files.getAttribute(own, "unix:uid").toString());

    assertThat(LibraryCache.standard(Path.of("?"), own, user)).isEqualTo(numbered);
    assertThat(LibraryCache.standard(Path.of("/dev/null/home"), own, user)).isEqualTo(numbered);
  }

  @Test
  void anotherUsersHomeHasNotTheFolder() throws IOException {
    Path home = Files.createDirectory(temporary.resolve("home"));
    giveAway(home);

    assertThat(LibraryCache.standard(home, own, user)).hasParentRaw(temporary);
  }

  private void assertRefused(Path folder, String reason) {
    assertThatThrownBy(() -> LibraryCache.prepare(folder, user))
        .isInstanceOf(BackendException.class)
        .hasMessageContainingAll(
            folder.toString(), reason, "-Dorg.bytedeco.javacpp.cachedir=FOLDER")
        .hasMessageNotContaining("\n");
  }

  /** Makes it another user's, which only root can. */
  private void giveAway(Path folder) throws IOException {
    assumeTrue((int) Files.getAttribute(own, "unix:uid") == 0, "this user can give no file away");
    Files.setAttribute(folder, "unix:uid", 12345);
  }
}
