package io.github.sparkddpm.jobs.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventWriterTest {

  /**
   * A file that tensorboard.summary.writer.record_writer of TensorBoard 2.21 wrote with its
   * event_pb2.
   */
  private static final String FILE_OF_TENSORBOARD =
      "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c"
          + "0f000000000000006d532b0909000000000000024010153a020801e146d343"
          + "200000000000000029eda95009000000000000084010ac022a120a100a096c6f73732f6d65616e150000003f"
          + "58a60218";

  @Test
  void aFileIsThatOfTensorBoardByteForByte() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    EventWriter events = new EventWriter(file, Instant.ofEpochMilli(1500));
    events.restart(Instant.ofEpochMilli(2250), 21);
    events.scalars(Instant.ofEpochMilli(3000), 300, Map.of("loss/mean", 0.5));

    assertThat(HexFormat.of().formatHex(file.toByteArray())).isEqualTo(FILE_OF_TENSORBOARD);
  }
}
