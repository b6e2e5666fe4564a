package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.spark.train.events.AttemptLine;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;

/** The progress of a run, and its speed. */
record Progress(ComparedRun run) {

  long steps() {
    return run.newest().step();
  }

  long images() {
    return run.newest().imagesSeen();
  }

  /** Returns the steps that were asked for. */
  long wanted() {
    return run.record().config().at("/training/steps").asLong();
  }

  /** Returns in words whether the run has come to its end. */
  String state() {
    long kept =
        run.lines().stream()
            .filter(line -> line.checkpoint().isPresent())
            .mapToLong(MetricsLine::step)
            .max()
            .orElse(0);
    if (kept >= wanted()) {
      return "finished";
    }
    return run.attempts().isEmpty()
        ? "not finished"
        : state(run.attempts().get(run.attempts().size() - 1));
  }

  private static String state(AttemptLine last) {
    if (last.isStart()) {
      return "training, or killed";
    }
    if (last.isEarlyEnd()) {
      return "finished early: " + last.reason();
    }
    return (last.isStop() ? "interrupted: " : "failed: ") + Secrets.maskUserInfo(last.reason());
  }

  long failures() {
    return run.attempts().stream().filter(AttemptLine::isFailure).count();
  }

  long skippedSteps() {
    return run.metrics().stream()
        .mapToLong(line -> line.metrics().orElseThrow().skippedSteps())
        .sum();
  }

  /**
   * Returns the time it took to train the steps that count, without pauses and without steps that
   * were trained again; NaN if it is not known of all.
   */
  double seconds() {
    double seconds = 0;
    long before = 0;
    for (MetricsLine line : run.metrics()) {
      seconds += (line.imagesSeen() - before) / line.metrics().orElseThrow().imagesPerSecond();
      before = line.imagesSeen();
    }
    return Double.isFinite(seconds) ? seconds : Double.NaN;
  }

  double imagesPerSecond() {
    return images() / seconds();
  }

  double smoothedLoss() {
    return smoothedLoss(images());
  }

  /** Returns the mean loss of the last 100 steps at the newest line up to so many images. */
  double smoothedLoss(long images) {
    return run.metrics().stream()
        .filter(line -> line.imagesSeen() <= images)
        .reduce((before, line) -> line)
        .flatMap(MetricsLine::metrics)
        .map(StepMetrics::smoothedLoss)
        .orElse(Double.NaN);
  }
}
