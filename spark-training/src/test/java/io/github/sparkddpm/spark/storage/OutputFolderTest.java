package io.github.sparkddpm.spark.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.spark.prepare.FailingFileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFolderTest {

  private final Configuration hadoop = new Configuration();

  @TempDir private Path folder;

  @BeforeEach
  void registerAFileSystemThatIsNotTheLocalOne() {
    FailingFileSystem.register(hadoop, "full");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "failing:"})
  void aFileIsReplacedAndNothingIsLeftBeside(String scheme) throws IOException {
    OutputFolder output = open(scheme);
    output.write("a.txt", "older and longer".getBytes(UTF_8));
    output.write("a.txt", "newer".getBytes(UTF_8));

    assertThat(output.read("a.txt")).contains("newer".getBytes(UTF_8));
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("a.txt");
    }
  }

  @Test
  void noMoreIsReadIntoMemoryThanIsAskedFor() throws IOException {
    OutputFolder output = open("file:");
    output.write("large", new byte[(2 << 20) + 1]);

    assertThat(output.read("large", (2 << 20) + 1))
        .hasValueSatisfying(all -> assertThat(all).hasSize((2 << 20) + 1));
    assertThatThrownBy(() -> output.read("large", 2 << 20))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "file:.*/out/large is of more than 2 MiB, which is not read: move it away");
    assertThat(output.read("none", 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "failing:"})
  void aFileIsCopiedToTheLocalDiskIfItIsThere(String scheme) throws IOException {
    OutputFolder output = open(scheme);
    output.write("a.txt", "content".getBytes(UTF_8));
    Path local = Files.writeString(folder.resolve("local"), "older and longer");

    assertThat(output.copy("b.txt", local)).isFalse();
    assertThat(output.copy("a.txt", local)).isTrue();
    assertThat(local).hasContent("content");
  }

  /** The way to HDFS: a name node that the test has not is stood in for by the local disk. */
  @Test
  void aFileBehindANameNodeIsReplacedToo() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    hadoop.set("fs.viewfs.mounttable.test.link./runs", folder.resolve("out").toUri().toString());
    OutputFolder output =
        new OutputFolder(new org.apache.hadoop.fs.Path("viewfs://test/runs"), hadoop);
    output.write("a.txt", "older and longer".getBytes(UTF_8));
    output.write("a.txt", "newer".getBytes(UTF_8));

    assertThat(output.read("a.txt")).contains("newer".getBytes(UTF_8));
    assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**unfinished*");
  }

  @Test
  void whatACrashLeftIsNoFile() throws IOException {
    OutputFolder output = open("file:");
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/.a.txt.unfinished"), "hal");

    assertThat(output.read("a.txt")).isEmpty();
    output.write("a.txt", "whole".getBytes(UTF_8));
    assertThat(folder.resolve("out")).isDirectoryContaining(file -> file.endsWith("a.txt"));
    assertThat(folder.resolve("out/.a.txt.unfinished")).doesNotExist();
  }

  @Test
  void aFolderBehindALinkIsWrittenTo() throws IOException {
    Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("out"), folder.resolve("elsewhere"));
    open("file:").write("a.txt", "whole".getBytes(UTF_8));

    assertThat(folder.resolve("elsewhere/a.txt")).hasContent("whole");
  }

  @Test
  void aLocalFileThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Files.createDirectories(folder.resolve("out/.a.txt.unfinished"));

    assertThatThrownBy(() -> open("file:").write("a.txt", "whole".getBytes(UTF_8)))
        .isInstanceOf(OutputWriteException.class)
        .hasMessageContainingAll("out/a.txt", "Is a directory");
  }

  @Test
  void aFailedWriteLeavesTheOlderFile() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/full.txt"), "older");

    assertThatThrownBy(() -> open("failing:").write("full.txt", "newer".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("out/full.txt")).hasContent("older");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "failing:"})
  void aContentThatBreaksOffLeavesNothing(String scheme) throws IOException {
    OutputFolder output = open(scheme);

    assertThatThrownBy(() -> output.write("a.txt", OutputFolderTest::breakOff))
        .isInstanceOf(TimeoutException.class);
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  private static void breakOff(OutputStream out) throws IOException {
    out.write(1);
    OutputFolderTest.<RuntimeException>throwUndeclared(new TimeoutException("no answer"));
  }

  /** Throws a checked exception undeclared, as Scala does. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> void throwUndeclared(Exception reason) throws E {
    throw (E) reason;
  }

  @Test
  void aFailedRenameLeavesTheTargetAndNoTemporaryFile() throws IOException {
    Files.createDirectories(folder.resolve("out/a.txt/in the way"));

    assertThatThrownBy(() -> open("file:").write("a.txt", "newer".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("out/a.txt/in the way")).isDirectory();
    assertThat(folder.resolve("out/.a.txt.unfinished")).doesNotExist();
  }

  @Test
  void tensorBoardDoesNotTakeAnUnfinishedFileForOneOfEvents() throws IOException {
    List<String> seen = new ArrayList<>();
    open("file:")
        .write(
            "events.out.tfevents.1",
            out -> seen.addAll(List.of(folder.resolve("out").toFile().list())));

    assertThat(seen).hasSize(1).noneMatch(name -> name.contains("tfevents"));
    assertThat(folder.resolve("out/events.out.tfevents.1")).exists();
  }

  @Test
  void hiddenLeftoversAreNoFiles() throws IOException {
    OutputFolder output = open("file:");
    assertThat(output.holdsFiles()).isFalse();
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/.a.txt.unfinished"), "hal");
    assertThat(output.holdsFiles()).isFalse();
    output.write("b.txt", new byte[1]);
    assertThat(output.holdsFiles()).isTrue();
  }

  private OutputFolder open(String scheme) throws IOException {
    return new OutputFolder(new org.apache.hadoop.fs.Path(scheme + folder.resolve("out")), hadoop);
  }
}
