package io.github.sparkddpm.jobs.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.WireFormat;
import org.tensorflow.framework.Summary;

/**
 * The content of an event file, one text an event or value. Its checksums are checked in Python.
 */
record EventReader(Path file) {

  private static final int CHECKSUM = 4;

  List<String> events() throws IOException {
    List<String> events = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      byte[] event = new byte[Math.toIntExact(bytes.getLong())];
      bytes.position(bytes.position() + CHECKSUM).get(event);
      bytes.position(bytes.position() + CHECKSUM);
      add(CodedInputStream.newInstance(event), events);
    }
    return events;
  }

  private static void add(CodedInputStream event, List<String> events) throws IOException {
    long step = 0;
    for (int tag = event.readTag(); tag != 0; tag = event.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 2 -> step = event.readInt64();
        case 3 -> events.add("file_version " + event.readString());
        case 5 -> addValues(step, Summary.parseFrom(event.readByteArray()), events);
        case 7 ->
            events.add("restart " + step + (event.readByteArray()[1] == 1 ? "" : " no start"));
        default -> event.skipField(tag);
      }
    }
  }

  private static void addValues(long step, Summary summary, List<String> events) {
    for (Summary.Value value : summary.getValueList()) {
      String content =
          value.hasImage()
              ? " " + value.getImage().getWidth() + "x" + value.getImage().getHeight()
              : "=" + value.getSimpleValue();
      events.add(step + ": " + value.getTag() + content);
    }
  }
}
