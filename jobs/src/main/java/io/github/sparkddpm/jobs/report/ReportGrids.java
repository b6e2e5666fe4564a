package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.jobs.run.SampleGridFile;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pictures of samples on the way as a run's report has them.
 *
 * @param folder where the run has drawn them
 */
record ReportGrids(OutputFolder folder) {

  /** The most steps with pictures: a picture may have some 100 kB, and the page is one file. */
  static final int MOST_STEPS = 20;

  /**
   * Adds some of the grids, evenly chosen, the newest among them, as data URIs.
   *
   * @return how many steps have pictures
   */
  int addTo(ArrayNode grids) throws IOException {
    Map<Long, List<SampleGridFile>> steps =
        SampleGridFile.in(folder).stream()
            .collect(
                Collectors.groupingBy(SampleGridFile::step, TreeMap::new, Collectors.toList()));
    for (long step : Evenly.choose(List.copyOf(steps.keySet()), MOST_STEPS)) {
      ObjectNode grid = grids.addObject().put("step", step);
      for (SampleGridFile file : steps.get(step)) {
        EmbeddedPicture.uri(folder, file.name()).ifPresent(uri -> grid.put(file.weights(), uri));
      }
    }
    return steps.size();
  }
}
