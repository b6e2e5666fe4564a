package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.jobs.run.SampleGridFile;
import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * Returns the picture of the best checkpoint, or of the last step before it that has one, beside
   * the newest.
   *
   * @return empty if that is the newest
   */
  Optional<Map<String, Object>> ofBest(BestCheckpoints best) throws IOException {
    List<SampleGridFile> averaged =
        SampleGridFile.in(folder).stream()
            .filter(file -> file.weights().equals(Averages.EMA))
            .sorted(Comparator.comparingLong(SampleGridFile::step))
            .toList();
    Optional<SampleGridFile> found =
        averaged.stream()
            .filter(file -> file.step() <= best.first().step())
            .reduce((before, file) -> file);
    Optional<SampleGridFile> last = averaged.stream().reduce((before, file) -> file);
    if (found.isEmpty() || found.equals(last)) {
      return Optional.empty();
    }
    Map<String, Object> pair = new HashMap<>();
    pair.put("bestStep", best.first().step());
    pair.put("step", found.get().step());
    pair.put("lastStep", last.orElseThrow().step());
    pair.put("picture", picture(found.get()));
    pair.put("lastPicture", picture(last.orElseThrow()));
    return Optional.of(pair);
  }

  private String picture(SampleGridFile file) throws IOException {
    return EmbeddedPicture.uri(folder, file.name()).orElseThrow();
  }
}
