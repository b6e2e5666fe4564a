package io.github.sparkddpm.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A run's files of one JSON object a line. */
public final class JsonLines {

  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonLines() {}

  /**
   * Returns all lines of a file, none if it is not there.
   *
   * @throws IOException if there are more than a run writes
   */
  public static List<JsonNode> read(OutputFolder folder, String name) throws IOException {
    String text =
        folder
            .read(name, RunFolder.MOST_LINES_BYTES)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }
}
