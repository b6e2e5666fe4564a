package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;
import org.junit.jupiter.api.Test;

class WholeFileOutputTest {

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

  @Test
  void anObjectWithAFailedWriteIsNeverShown() {
    ObjectStream object = new ObjectStream(3);

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> write(object));
    assertThat(object.end).isEqualTo("aborted");
  }

  @Test
  void anObjectThatWasWrittenIsShown() throws IOException {
    ObjectStream object = new ObjectStream(4);
    write(object);

    assertThat(object.end).isEqualTo("shown");
  }

  private static void write(ObjectStream object) throws IOException {
    try (OutputStream out = new WholeFileOutput(new FSDataOutputStream(object, null))) {
      out.write(new byte[3]);
      out.write(1);
    }
  }
}
