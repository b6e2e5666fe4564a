package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** All parameters of a checkpoint, one after the other. */
record TrainedParameters(FloatBuffer values) {

  static TrainedParameters of(Path checkpoint) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(checkpoint.resolve("model.safetensors")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(file.getLong());
    return new TrainedParameters(
        file.position(file.position() + header)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer());
  }

  /** Returns the distance from others, as a share of the others' length. */
  double relativeDistance(TrainedParameters others) {
    assertThat(values.remaining()).isEqualTo(others.values.remaining());
    double distance = 0;
    double length = 0;
    for (int i = 0; i < values.remaining(); i++) {
      distance += Math.pow((double) values.get(i) - others.values.get(i), 2);
      length += Math.pow(others.values.get(i), 2);
    }
    return Math.sqrt(distance / length);
  }
}
