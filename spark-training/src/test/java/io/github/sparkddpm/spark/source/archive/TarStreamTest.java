package io.github.sparkddpm.spark.source.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars that were written by Commons Compress, Python and GNU tar, whole and damaged. */
class TarStreamTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  @Test
  void namesOfAnyLengthAndScriptAreReadInBothFormats() throws IOException {
    String longName = "d".repeat(90) + "/" + "\u732b".repeat(60) + "/" + "n".repeat(150) + ".png";
    for (Tars tar : List.of(Tars.gnu(file("gnu.tar")), Tars.posix(file("posix.tar")))) {
      tar.add(longName, "one").add("p".repeat(95) + "/" + "q".repeat(95), "two").close();
    }
    for (String name : List.of("gnu.tar", "posix.tar")) {
      assertThat(contents(file(name)))
          .containsExactly(longName + "=one", "p".repeat(95) + "/" + "q".repeat(95) + "=two");
    }
  }

  @Test
  void foldersLinksAndDevicesHaveNoBytes() throws IOException {
    Path file = file("a.tar");
    try (Tars tar = Tars.gnu(file)) {
      tar.addEmpty("folder/", TarConstants.LF_DIR).addEmpty("link.png", TarConstants.LF_SYMLINK);
      tar.addEmpty("pipe", TarConstants.LF_FIFO).add("folder/a.txt", "text");
    }
    List<String> kinds = new ArrayList<>();
    try (TarStream tar = TarStream.open(path(file), 0, HADOOP)) {
      for (TarMember member = tar.next(); member != null; member = tar.next()) {
        kinds.add(member.name().path() + member.isFolder() + member.isLink() + member.isFile());
      }
    }
    assertThat(kinds)
        .containsExactly(
            "folder/truefalsefalse",
            "link.pngfalsetruefalse",
            "pipefalsefalsefalse",
            "folder/a.txtfalsefalsetrue");
  }

  /**
   * Written by GNU tar 1.34 with --sparse, --format=gnu or posix, --sparse-version=0.0, 0.1, 1.0.
   */
  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax-0.0", "pax-0.1", "pax-1.0"})
  void holesOfSparseFilesAreFilledWithZeros(String format) throws IOException {
    Path file = resource("sparse-" + format + ".tgz");
    byte[] expected = new byte[3 << 16];
    byte[] text = "in the middle".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, expected, 1 << 17, text.length);
    try (TarStream tar = TarStream.open(path(file), 0, HADOOP)) {
      TarMember sparse = tar.next();
      assertThat(sparse.name().path()).isEqualTo("holes.bin");
      assertThat(sparse.size()).isEqualTo(expected.length);
      assertThat(sparse.bytes()).isLessThan(1 << 14);
      assertThat(tar.read()).isEqualTo(expected);
      assertThat(tar.next().name().path()).isEqualTo("after.txt");
      assertThat(tar.read()).asString(StandardCharsets.UTF_8).isEqualTo("after\n");
      assertThat(tar.next()).isNull();
    }
  }

  @Test
  void aTarIsEnteredAtAnyMemberThatItNamed() throws IOException {
    Path file = tar("a.tar", 20);
    List<Long> starts = new ArrayList<>();
    try (TarStream tar = TarStream.open(path(file), 0, HADOOP)) {
      for (TarMember member = tar.next(); member != null; member = tar.next()) {
        starts.add(member.start());
      }
    }
    assertThat(starts).hasSize(20);
    for (int i = 0; i < starts.size(); i++) {
      try (TarStream tar = TarStream.open(path(file), starts.get(i), HADOOP)) {
        assertThat(tar.next().name().key()).isEqualTo(name(i));
        assertThat(tar.read()).asString(StandardCharsets.UTF_8).isEqualTo("text " + i);
      }
    }
  }

  @Test
  void twoGzipStreamsInARowAreOneTar() throws IOException {
    byte[] tar = Files.readAllBytes(tar("a.tar", 3));
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(gzip(Arrays.copyOf(tar, 1000)));
    both.write(gzip(Arrays.copyOfRange(tar, 1000, tar.length)));

    assertThat(contents(Files.write(file("a.tgz"), both.toByteArray()))).hasSize(3);
  }

  /** The members before the cut are read, and the message says how many they are. */
  @Test
  void aTarCutAnywhereIsRefused() throws IOException {
    byte[] tar = Files.readAllBytes(tar("whole.tar", 3));
    int end = 3 * 1024;
    for (int cut = 1; cut < end; cut += 37) {
      Path file = Files.write(file("cut.tar"), Arrays.copyOf(tar, cut));
      int whole = cut / 1024;
      assertThatThrownBy(() -> contents(file))
          .as("cut at %s", cut)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut.tar: it")
          .hasMessageContaining(cut < 1024 ? "ends " : "after " + whole + " whole members");
    }
    assertThat(contents(Files.write(file("cut.tar"), Arrays.copyOf(tar, end + 512)))).hasSize(3);
  }

  @Test
  void aGzippedTarCutAnywhereIsRefused() throws IOException {
    byte[] tar = Files.readAllBytes(tar("whole.tgz", 30));
    for (int cut = 3; cut < tar.length - 60; cut += 11) {
      Path file = Files.write(file("cut.tgz"), Arrays.copyOf(tar, cut));
      assertThatThrownBy(() -> contents(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut.tgz: it");
    }
  }

  @Test
  void whateverByteIsWrongNothingButAPlainRefusalComesOfIt() throws IOException {
    byte[] tar = Files.readAllBytes(resource("sparse-pax-1.0.tgz"));
    byte[] plain;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(resource("sparse-gnu.tgz")))) {
      plain = in.readAllBytes();
    }
    refusedOrRead(tar, "fuzz.tgz", 1);
    refusedOrRead(Arrays.copyOf(plain, 2048), "fuzz.tar", 5);
  }

  @Test
  void whatIsNoTarIsCalledSo() throws IOException {
    Path text = Files.writeString(file("a.tar"), "no tar".repeat(1000));
    assertThatThrownBy(() -> contents(text))
        .hasMessageContainingAll("a.tar is no tar", "fetch it again");
    Path empty = Files.write(file("b.tar"), new byte[0]);
    assertThatThrownBy(() -> contents(empty)).hasMessageContaining("b.tar: it is empty");
    Path gzip = Files.write(file("c.tgz"), new byte[] {0x1F, (byte) 0x8B, 1, 2, 3, 4, 5, 6, 7, 8});
    assertThatThrownBy(() -> contents(gzip)).hasMessageContaining("begins as gzip, but is none");
  }

  @Test
  void tarsPutTogetherByCatAreNotReadInPart() throws IOException {
    byte[] tar = Files.readAllBytes(tar("a.tar", 2));
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(tar);
    both.write(tar);
    Path file = Files.write(file("both.tar"), both.toByteArray());
    assertThatThrownBy(() -> contents(file))
        .hasMessageContaining("more follows after the end of its 2 members");
  }

  @ParameterizedTest
  @ValueSource(strings = {"77777777777", "-0000000001", "0000000000x"})
  void absurdSizesAreRefusedBeforeAnythingIsMadeOfThem(String size) throws IOException {
    byte[] tar = Files.readAllBytes(tar("a.tar", 2));
    System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, tar, 1024 + 124, 11);
    sign(tar, 1024);
    Path file = Files.write(file("a.tar"), tar);
    assertThatThrownBy(() -> contents(file))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .containsAnyOf("within 000001.txt after 1 whole members (1024 bytes)", "makes no sense")
        .hasLineCount(1);
  }

  @Test
  void anEndlessNameIsRefused() throws IOException {
    byte[] tar = Files.readAllBytes(tar("a.tar", 1));
    tar[156] = 'L';
    System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, tar, 124, 11);
    sign(tar, 0);
    Path file = Files.write(file("a.tar"), tar);
    assertThatThrownBy(() -> contents(file)).hasMessageContaining("makes no sense");
  }

  /** CVE-2023-42503: Commons Compress 1.23 computes on such a time for as good as ever. */
  @Test
  void forgedTimesCostNothing() throws IOException {
    Path file = file("a.tar");
    try (Tars tar = Tars.gnu(file)) {
      tar.add("PaxHeader", "22 mtime=1e999999999\n\n");
      tar.add("a.txt", "text");
    }
    byte[] tar = Files.readAllBytes(file);
    tar[156] = 'x';
    System.arraycopy("00000000025".getBytes(StandardCharsets.US_ASCII), 0, tar, 124, 11);
    byte[] record = "21 mtime=1e999999999\n".getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(tar, 512, 1024, (byte) 0);
    System.arraycopy(record, 0, tar, 512, record.length);
    sign(tar, 0);
    assertThat(contents(Files.write(file, tar))).containsExactly("a.txt=text");
  }

  private void refusedOrRead(byte[] tar, String name, int step) throws IOException {
    for (int i = 0; i < tar.length; i += step) {
      byte[] wrong = tar.clone();
      wrong[i] ^= (byte) (1 + i * 37);
      Path file = Files.write(file(name), wrong);
      try {
        contents(file);
      } catch (IllegalArgumentException e) {
        assertThat(e).message().hasLineCount(1);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        fail("Byte " + i, e);
      }
    }
  }

  private static List<String> contents(Path file) throws IOException {
    List<String> contents = new ArrayList<>();
    try (TarStream tar = TarStream.open(path(file), 0, HADOOP)) {
      for (TarMember member = tar.next(); member != null; member = tar.next()) {
        contents.add(
            member.name().path()
                + "="
                + (member.size() < 1 << 20 ? new String(tar.read(), StandardCharsets.UTF_8) : ""));
      }
    }
    return contents;
  }

  /** Members 000000.txt, ... of a block each, in the end two blocks of zeros or more. */
  private Path tar(String name, int members) throws IOException {
    try (Tars tar = Tars.gnu(file(name))) {
      for (int i = 0; i < members; i++) {
        tar.add(name(i) + ".txt", "text " + i);
      }
    }
    return file(name);
  }

  private static String name(int i) {
    return String.format(Locale.ROOT, "%06d", i);
  }

  /** Corrects the checksum of a header. */
  private static void sign(byte[] tar, int header) {
    Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
    long sum = 0;
    for (int i = header; i < header + 512; i++) {
      sum += tar[i] & 0xFF;
    }
    byte[] digits = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, tar, header + 148, digits.length);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = TarStreamTest.class.getResourceAsStream(name)) {
      return Files.write(file(name), in.readAllBytes());
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static org.apache.hadoop.fs.Path path(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}
