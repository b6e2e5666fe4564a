package io.github.sparkddpm.jobs.tensorboard;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.tensorflow.framework.Summary;

/**
 * Writes an event file of TensorBoard: TFRecords, each with a message {@code tensorflow.Event}.
 *
 * <p>A record is the length of its data (8 bytes, little-endian), the length's checksum, the data,
 * and its checksum. A checksum has 4 bytes: a CRC-32C c masked as {@code ((c >> 15) | (c << 17)) +
 * 0xa282ead8}.
 */
final class EventWriter {

  /**
   * The version of the file. From this version on TensorBoard heeds {@link #restart} and does not
   * rely on the order of steps.
   */
  private static final String VERSION = "brain.Event:2";

  // Field numbers of Event (WALL_TIME to SESSION_LOG) and SessionLog (STATUS), and SessionLog's
  // START.
  private static final int WALL_TIME = 1;

  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int STATUS = 1;
  private static final int START = 1;

  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  /** The content of an event beside time and step. */
  @FunctionalInterface
  private interface Content {
    void writeTo(CodedOutputStream event) throws IOException;
  }

  /** Begins a file. */
  EventWriter(OutputStream out, Instant time) throws IOException {
    this.out = out;
    write(time, 0, event -> event.writeString(FILE_VERSION, VERSION));
  }

  /** Takes back a step and all after it from earlier files. */
  void restart(Instant time, long step) throws IOException {
    ByteArrayOutputStream sessionLog = new ByteArrayOutputStream();
    CodedOutputStream fields = CodedOutputStream.newInstance(sessionLog);
    fields.writeEnum(STATUS, START);
    fields.flush();
    byte[] bytes = sessionLog.toByteArray();
    write(time, step, event -> event.writeByteArray(SESSION_LOG, bytes));
  }

  /** Writes numbers of a step, each under its tag. */
  void scalars(Instant time, long step, Map<String, Double> values) throws IOException {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    write(time, step, event -> event.writeMessage(SUMMARY, summary.build()));
  }

  /** Writes a picture of a step. */
  void png(Instant time, long step, String tag, byte[] png) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
    Summary.Builder summary = Summary.newBuilder();
    summary
        .addValueBuilder()
        .setTag(tag)
        .getImageBuilder()
        .setWidth(picture.getWidth())
        .setHeight(picture.getHeight())
        .setColorspace(picture.getRaster().getNumBands())
        .setEncodedImageString(ByteString.copyFrom(png));
    write(time, step, event -> event.writeMessage(SUMMARY, summary.build()));
  }

  private void write(Instant time, long step, Content content) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    CodedOutputStream event = CodedOutputStream.newInstance(data);
    event.writeDouble(WALL_TIME, time.toEpochMilli() / 1e3);
    if (step != 0) { // A missing field is 0.
      event.writeInt64(STEP, step);
    }
    content.writeTo(event);
    event.flush();
    writeRecord(data.toByteArray());
  }

  private void writeRecord(byte[] data) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    return littleEndian(Integer.BYTES).putInt(masked).array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
