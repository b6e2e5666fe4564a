package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.report.Evenly;
import io.github.sparkddpm.spark.sample.files.Pictures;
import io.github.sparkddpm.spark.sample.files.SampleProvenance;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Pictures of several runs side by side.
 *
 * @param title for people
 * @param pictures in the order of the runs, without those that have none
 */
record PictureRow(String title, List<Picture> pictures) {

  /** The most steps on the way that are shown: each has a picture of every run. */
  private static final int MOST_EARLIER = 4;

  PictureRow {
    pictures = List.copyOf(pictures);
  }

  /** Returns the newest pictures, some that were drawn on the way, and those of sample. */
  static List<PictureRow> of(List<ComparedRun> runs) throws IOException {
    List<RunGrids> grids = new ArrayList<>();
    for (ComparedRun run : runs) {
      grids.add(RunGrids.of(run));
    }
    List<PictureRow> rows = new ArrayList<>();
    rows.add(newest(grids));
    for (long step : earlier(grids)) {
      rows.add(ofStep(step, grids));
    }
    rows.add(ofSamples(runs));
    return rows.stream().filter(row -> !row.pictures().isEmpty()).toList();
  }

  /** Returns some steps that all runs have drawn, without one that is the newest of all. */
  private static List<Long> earlier(List<RunGrids> grids) {
    TreeSet<Long> common = new TreeSet<>(grids.get(0).byStep().keySet());
    grids.forEach(run -> common.retainAll(run.byStep().keySet()));
    common.removeIf(step -> grids.stream().allMatch(run -> run.isNewest(step)));
    return Evenly.choose(List.copyOf(common), MOST_EARLIER);
  }

  private static PictureRow newest(List<RunGrids> grids) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (RunGrids run : grids) {
      run.newest().ifPresent(pictures::add);
    }
    return new PictureRow("The newest of each run", pictures);
  }

  private static PictureRow ofStep(long step, List<RunGrids> grids) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (RunGrids run : grids) {
      run.ofStep(step).ifPresent(pictures::add);
    }
    return new PictureRow(String.format(Locale.ROOT, "After step %,d", step), pictures);
  }

  /** Returns the pictures of finished samples; while sample draws, an older one may lie there. */
  private static PictureRow ofSamples(List<ComparedRun> runs) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (ComparedRun run : runs) {
      OutputFolder samples = run.folder().samples();
      Optional<SampleProvenance> drawn = SampleProvenance.readIfFinished(samples);
      if (drawn.isPresent()) {
        Picture.of(run, caption(drawn.get()), samples, Pictures.GRID).ifPresent(pictures::add);
      }
    }
    return new PictureRow("Samples, as sample drew them last", pictures);
  }

  private static String caption(SampleProvenance drawn) {
    return String.format(Locale.ROOT, "step %,d, %s", drawn.checkpoint(), drawn.description());
  }
}
