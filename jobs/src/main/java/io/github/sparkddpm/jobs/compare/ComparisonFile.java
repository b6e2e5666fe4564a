package io.github.sparkddpm.jobs.compare;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A comparison for programs. Numbers that are not known are null.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param version of spark-ddpm that compared
 * @param runs name, path and every number of each run, under the names of {@link Facts}
 * @param best the names of the runs that have the best of a number, where one can say so
 * @param warnings what cannot be compared
 * @param differences of the configurations
 * @param charts as the page draws them
 * @param pictures as the page shows them, by their files
 */
@JsonPropertyOrder({
  "formatVersion",
  "version",
  "runs",
  "best",
  "warnings",
  "differences",
  "charts",
  "pictures"
})
record ComparisonFile(
    int formatVersion,
    String version,
    List<Map<String, Object>> runs,
    Map<String, List<String>> best,
    List<Doubt> warnings,
    List<Difference> differences,
    List<Chart> charts,
    List<PictureRow> pictures) {

  static final int FORMAT_VERSION = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  ComparisonFile {
    runs = List.copyOf(runs);
    best = new LinkedHashMap<>(best);
    warnings = List.copyOf(warnings);
    differences = List.copyOf(differences);
    charts = List.copyOf(charts);
    pictures = List.copyOf(pictures);
  }

  byte[] toJson() throws JsonProcessingException {
    return MAPPER.writeValueAsBytes(this);
  }
}
