package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir private Path folder;

  @Test
  void aFileWhoseWriterDiesIsNeverSeen() throws IOException {
    try (OutputStream out = onDisk()) {
      out.write(new byte[100_000]);
      out.flush();
      assertThat(file()).doesNotExist();
    }
    assertThat(file()).hasSize(100_000);
  }

  @Test
  void anOlderFileIsThereUntilTheNewOneIsWhole() throws IOException {
    Files.write(file(), new byte[] {1});
    try (OutputStream out = onDisk()) {
      out.write(2);
      out.flush();
      assertThat(file()).hasBinaryContent(new byte[] {1});
    }
    assertThat(file()).hasBinaryContent(new byte[] {2});
    assertThat(folder).isDirectoryNotContaining("glob:**unfinished*");
  }

  @Test
  void anAbandonedFileLeavesTheOlderOneAndNothingBeside() throws IOException {
    Files.write(file(), new byte[] {1});
    try (WholeFile out = onDisk()) {
      out.write(2);
      out.abandon();
    }
    assertThat(file()).hasBinaryContent(new byte[] {1});
    assertThat(folder).isDirectoryNotContaining("glob:**unfinished*");
  }

  @Test
  void aFileIsClosedOnce() throws IOException {
    WholeFile out = onDisk();
    out.close();
    Files.delete(file());
    out.close();
    assertThat(file()).doesNotExist();
  }

  @Test
  void anObjectWithAFailedWriteIsNeverShown() {
    ObjectStream object = new ObjectStream(3);

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> write(object));
    assertThat(object.end).isEqualTo("aborted");
  }

  @Test
  void anObjectIsNotShownEvenIfLaterWritesSucceed() throws IOException {
    ObjectStream object = new ObjectStream(1);
    try (Store store = new Store(object);
        WholeFile out = new WholeFile(store, new org.apache.hadoop.fs.Path("store:///file"))) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> out.write(new byte[2]));
      out.write(1);
    }
    assertThat(object.end).isEqualTo("aborted");
  }

  @Test
  void anObjectThatWasWrittenIsShown() throws IOException {
    ObjectStream object = new ObjectStream(4);
    write(object);

    assertThat(object.end).isEqualTo("shown");
  }

  /** An object of a store whose local buffer has room for so many bytes. */
  private static final class ObjectStream extends OutputStream
      implements Abortable, StreamCapabilities {

    private int room;
    private String end = "open";

    private ObjectStream(int room) {
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      if (room-- == 0) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public AbortableResult abort() {
      end = "aborted";
      return null;
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
    }

    @Override
    public void close() {
      end = end.equals("open") ? "shown" : end;
    }
  }

  /** A store of one object. */
  private static final class Store extends RawLocalFileSystem {

    private final ObjectStream object;

    private Store(ObjectStream object) {
      this.object = object;
    }

    @Override
    public URI getUri() {
      return URI.create("store:///");
    }

    @Override
    public FSDataOutputStream create(org.apache.hadoop.fs.Path file, boolean overwrite)
        throws IOException {
      return new FSDataOutputStream(object, null);
    }
  }

  private static void write(ObjectStream object) throws IOException {
    try (Store store = new Store(object);
        OutputStream out = new WholeFile(store, new org.apache.hadoop.fs.Path("store:///file"))) {
      out.write(new byte[3]);
      out.write(1);
    }
  }

  private WholeFile onDisk() throws IOException {
    return new WholeFile(
        FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(file().toString()));
  }

  private Path file() {
    return folder.resolve("file");
  }
}
