package io.github.sparkddpm.jobs.run;

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
    String text = folder.readText(name, RunFolder.MOST_LINES_BYTES).orElse("");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(parsed(line, lines.size() + 1, folder, name));
    }
    return lines;
  }

  private static JsonNode parsed(String line, int number, OutputFolder folder, String name)
      throws IOException {
    try {
      if (line.length() > MOST_CHARACTERS) {
        throw new JsonParseException(null, "it has %s characters".formatted(line.length()));
      }
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(
          "Damaged line %s of %s: %s; delete the line"
              .formatted(number, folder.path(name), e.getOriginalMessage()),
          e);
    }
  }
}
