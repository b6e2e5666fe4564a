package io.github.sparkddpm.spark.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.storage.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The images of a source that cannot be used.
 *
 * @param images in the source's order
 * @param entries the number of entries of the source
 */
record Quarantine(List<Quarantined> images, int entries) {

  private static final int NAMED = 3;
  private static final JsonMapper JSON = new JsonMapper();

  boolean isEmpty() {
    return images.isEmpty();
  }

  /** Returns whether all images are unusable, or more than the share allowed. */
  boolean exceeds(double share) {
    return images.size() > share * entries || images.size() == entries;
  }

  /** Returns the report, one line of JSON an image: {@code {"source": ..., "reason": ...}}. */
  byte[] jsonLines() throws JsonProcessingException {
    StringBuilder lines = new StringBuilder();
    for (Quarantined image : images) {
      // JSON writes such characters in the same way, but for those below a space leaves them.
      lines.append(Printable.of(JSON.writeValueAsString(image))).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the names of the first of the images with their reasons. */
  String first() {
    String named =
        images.stream().limit(NAMED).map(Quarantined::toString).collect(Collectors.joining("; "));
    return images.size() > NAMED ? named + "; ..." : named;
  }
}
