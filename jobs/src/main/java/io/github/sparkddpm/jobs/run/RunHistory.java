package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.AttemptLine;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The history of a run so far.
 *
 * @param starts the steps after which workers have begun, in the order in which they did
 * @param lines of the metrics, checkpoints among them, by step
 */
public record RunHistory(List<Long> starts, List<MetricsLine> lines) {

  public static RunHistory read(RunFolder run) throws IOException {
    // Starts are read first: when a start is in the file, steps to be trained again are gone from
    // the metrics.
    List<Long> starts =
        AttemptLine.read(run.files()).stream()
            .filter(AttemptLine::isStart)
            .map(AttemptLine::step)
            .toList();
    return new RunHistory(starts, MetricsLine.read(run.files()));
  }

  /**
   * Returns the last step that everything is known of, pictures too; -1 if there are no lines. A
   * step's checkpoint is its last line.
   */
  public long complete() {
    if (lines.isEmpty()) {
      return -1;
    }
    MetricsLine last = lines.get(lines.size() - 1);
    return last.checkpoint().isPresent() ? last.step() : last.step() - 1;
  }

  /** Returns the lines with metrics of later steps. */
  public List<MetricsLine> metricsAfter(long step) {
    return lines.stream().filter(line -> line.metrics().isPresent() && line.step() > step).toList();
  }

  /** Returns the lines with judgements of later steps that everything is known of. */
  public List<MetricsLine> judgementsAfter(long step) {
    return lines.stream()
        .filter(line -> line.judges() && line.step() > step && line.step() <= complete())
        .toList();
  }

  /**
   * Returns the lines with numbers of later steps that no restart trains again, because a
   * checkpoint has them.
   */
  public List<MetricsLine> settledNumbersAfter(long step) {
    long settled =
        lines.stream()
            .filter(line -> line.checkpoint().isPresent())
            .mapToLong(MetricsLine::step)
            .max()
            .orElse(-1);
    return lines.stream()
        .filter(line -> line.metrics().isPresent() || line.judges())
        .filter(line -> line.step() > step && line.step() <= settled)
        .toList();
  }

  /**
   * Returns the time at which a step that has been reached was logged, or the next step with a
   * line.
   */
  public Instant timeOf(long step) {
    return lines.stream()
        .filter(line -> line.step() >= step)
        .findFirst()
        .map(MetricsLine::instant)
        .orElseThrow();
  }

  /**
   * Returns the earliest step after which workers have begun again.
   *
   * @param known the number of starts that are not looked at
   */
  public long startedAgainAfter(int known) {
    return starts.stream().skip(known).mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }
}
