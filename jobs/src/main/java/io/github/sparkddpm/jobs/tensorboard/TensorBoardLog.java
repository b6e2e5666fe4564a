package io.github.sparkddpm.jobs.tensorboard;

import io.github.sparkddpm.jobs.run.RunHistory;
import io.github.sparkddpm.jobs.run.RunSeries;
import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.jobs.run.SampleGridFile;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.TrainingEvent;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Measured;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * A run's metrics and sample grids for TensorBoard.
 *
 * <p>The first update of a process writes everything in the run's folder anew and replaces the
 * files of earlier processes. Lost data is thereby restored, and the files stay few. Later updates
 * write what has come since. When workers have begun again after a failure, the steps that are
 * trained again are taken back first.
 */
public final class TensorBoardLog implements RunView {

  /**
   * The divisor that bounds updates to a share of the time. A long run thus has hundreds of files,
   * which is few enough: TensorBoard lists the folder for each.
   */
  private static final int SHARE_OF_TIME = 50;

  private final RunFolder run;
  private boolean first = true;
  private Written written = new Written(0, -1, -1, Set.of());

  /**
   * The content of the files of this process.
   *
   * @param starts how often workers had begun
   * @param step the last one with metrics
   * @param judged the last one with judgements
   * @param grids the pictures
   */
  private record Written(int starts, long step, long judged, Set<SampleGridFile> grids) {

    /** Returns what is left when workers begin again after a step. */
    private Written until(long last) {
      return new Written(
          starts,
          Math.min(step, last),
          Math.min(judged, last),
          grids.stream().filter(grid -> grid.step() <= last).collect(Collectors.toSet()));
    }

    private Written and(RunHistory history, List<SampleGridFile> more) {
      return new Written(
          history.starts().size(),
          last(history.metricsAfter(step), step),
          last(history.judgementsAfter(judged), judged),
          Stream.concat(grids.stream(), more.stream()).collect(Collectors.toSet()));
    }

    private static long last(List<MetricsLine> lines, long otherwise) {
      return lines.stream().mapToLong(MetricsLine::step).max().orElse(otherwise);
    }
  }

  public TensorBoardLog(RunFolder run) {
    this.run = run;
  }

  @Override
  public String name() {
    return "TensorBoard's folder " + run.tensorBoard();
  }

  @Override
  public Optional<Path> path() {
    return Optional.of(run.tensorBoard());
  }

  /**
   * Returns whether the view is due. Checkpoints do not count, because the next process writes what
   * one leaves unwritten.
   */
  @Override
  public boolean isDue(TrainingEvent event, Duration old, Duration running) {
    return event instanceof Measured
        && old.compareTo(Duration.ofMinutes(1)) > 0
        && old.compareTo(running.dividedBy(SHARE_OF_TIME)) > 0;
  }

  @Override
  public void update() throws IOException {
    RunHistory history = RunHistory.read(run);
    Written kept = written.until(history.startedAgainAfter(written.starts()));
    List<SampleGridFile> grids =
        SampleGridFile.in(run.grids()).stream()
            .filter(grid -> grid.step() <= history.complete() && !kept.grids().contains(grid))
            .toList();
    EventFiles files = new EventFiles(new OutputFolder(run.tensorBoard(), run.hadoop()));
    if (first) {
      files.replace(events -> write(events, history, kept, grids));
    } else if (kept.step() < written.step()
        || !history.metricsAfter(kept.step()).isEmpty()
        || !history.judgementsAfter(kept.judged()).isEmpty()
        || !grids.isEmpty()) {
      files.append(events -> write(events, history, kept, grids));
    }
    first = false;
    written = kept.and(history, grids);
  }

  private void write(
      EventWriter events, RunHistory history, Written kept, List<SampleGridFile> grids)
      throws IOException {
    if (kept.step() < written.step()) {
      events.restart(Instant.now(), kept.step() + 1);
    }
    List<MetricsLine> lines = new ArrayList<>(history.metricsAfter(kept.step()));
    lines.addAll(history.judgementsAfter(kept.judged()));
    for (MetricsLine line : lines) {
      events.scalars(line.instant(), line.step(), RunSeries.ofTraining(line));
    }
    OutputFolder folder = run.grids();
    for (SampleGridFile grid : grids) {
      byte[] png = folder.read(grid.name()).orElseThrow();
      events.png(history.timeOf(grid.step()), grid.step(), "samples/" + grid.weights(), png);
    }
  }
}
