package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.jobs.run.SampleGridFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pictures that a run has drawn on the way, with its averaged weights.
 *
 * @param byStep their files
 */
record RunGrids(ComparedRun run, SortedMap<Long, SampleGridFile> byStep) {

  static RunGrids of(ComparedRun run) throws IOException {
    List<SampleGridFile> files = SampleGridFile.in(run.folder().grids());
    return new RunGrids(
        run,
        files.stream()
            .filter(file -> file.weights().equals(Averages.EMA))
            .collect(
                Collectors.toMap(
                    SampleGridFile::step, file -> file, (one, other) -> other, TreeMap::new)));
  }

  /** Returns whether a step's picture is the newest. */
  boolean isNewest(long step) {
    return !byStep.isEmpty() && byStep.lastKey() == step;
  }

  /** Returns the newest picture, if there is one. */
  Optional<Picture> newest() throws IOException {
    return byStep.isEmpty() ? Optional.empty() : ofStep(byStep.lastKey());
  }

  /** Returns the picture of a step that has one. */
  Optional<Picture> ofStep(long step) throws IOException {
    return Picture.of(
        run,
        String.format(Locale.ROOT, "step %,d", step),
        run.folder().grids(),
        byStep.get(step).name());
  }
}
