package io.github.sparkddpm.spark.train.events;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A run's files of one JSON object a line. */
public final class JsonLines {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** A thousand times what is written: brackets in brackets take far more memory than text. */
  private static final int MOST_CHARACTERS = 1 << 20;

  private JsonLines() {}

  /**
   * Returns all lines of a file, none if it is not there.
   *
   * @throws DamagedFileException if there are more than a run writes, or one is no JSON
   */
  public static List<JsonNode> read(OutputFolder folder, String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text(folder, name).lines().toList()) {
      try {
        lines.add(parse(line));
      } catch (JsonProcessingException e) {
        throw new DamagedFileException(
            "Damaged line %s of %s: %s; delete the line"
                .formatted(lines.size() + 1, folder.path(name), e.getOriginalMessage()),
            e);
      }
    }
    return lines;
  }

  /** Returns a file as text, empty if it is not there. */
  static String text(OutputFolder folder, String name) throws IOException {
    return folder.readText(name, RunFolder.MOST_LINES_BYTES).orElse("");
  }

  /**
   * Parses a line.
   *
   * @throws JsonProcessingException if it is no JSON, or longer than any that is written
   */
  static JsonNode parse(String line) throws JsonProcessingException {
    if (line.length() > MOST_CHARACTERS) {
      throw new JsonParseException(null, "it has %s characters".formatted(line.length()));
    }
    return MAPPER.readTree(line);
  }
}
