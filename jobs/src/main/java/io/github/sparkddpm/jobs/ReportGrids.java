package io.github.sparkddpm.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pictures of samples on the way as a run's report has them.
 *
 * @param folder where the run has drawn them
 */
record ReportGrids(OutputFolder folder) {

  /** A picture may have some 100 kB, and the page is one file. */
  static final int MOST_STEPS = 20;

  private static final Pattern NAME = Pattern.compile("step-(\\d+)-(?:raw|ema)\\.png");

  /**
   * Adds some of them, evenly chosen, the newest among them, as data URIs.
   *
   * @return how many steps have pictures
   */
  int addTo(ArrayNode grids) throws IOException {
    List<String> steps =
        folder.lengths().keySet().stream()
            .map(NAME::matcher)
            .filter(Matcher::matches)
            .map(name -> name.group(1))
            .distinct()
            .sorted()
            .toList();
    for (String step : Evenly.choose(steps, MOST_STEPS)) {
      ObjectNode grid = grids.addObject().put("step", Long.parseLong(step));
      for (String weights : List.of("raw", "ema")) {
        picture("step-%s-%s.png".formatted(step, weights)).ifPresent(uri -> grid.put(weights, uri));
      }
    }
    return steps.size();
  }

  private Optional<String> picture(String name) throws IOException {
    return folder
        .read(name)
        .map(png -> "data:image/png;base64," + Base64.getEncoder().encodeToString(png));
  }
}
