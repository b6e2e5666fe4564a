package io.github.sparkddpm.jobs.report;

import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.ShownNumber;
import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.BestCheckpoints.Best;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a run's report that says how good the run is: a verdict in words, the best
 * checkpoints, and judgements that failed.
 *
 * @param lines of the run's metrics
 */
record ReportJudging(
    List<MetricsLine> lines, Optional<BestCheckpoints> best, Optional<EvaluationFile> evaluation) {

  void addTo(Map<String, Object> model) {
    List<Finding> findings = Verdict.of(lines, evaluation).findings();
    model.put("findings", findings);
    model.put("hasFindings", !findings.isEmpty());
    model.put("rules", Verdict.RULES);
    best.ifPresent(named -> model.put("best", Map.of("rows", rows(named))));
    List<MetricsLine> failed =
        lines.stream().filter(line -> line.judgementFailure().isPresent()).toList();
    if (!failed.isEmpty()) {
      MetricsLine last = failed.get(failed.size() - 1);
      model.put(
          "judgementFailures",
          Map.of(
              "count",
              failed.size(),
              "step",
              last.step(),
              "reason",
              Secrets.maskUserInfo(last.judgementFailure().orElseThrow())));
    }
  }

  private static List<Map<String, Object>> rows(BestCheckpoints best) {
    List<Map<String, Object>> rows = new ArrayList<>();
    add(rows, "loss on held-out images", best.heldOutLoss());
    add(rows, "Frechet distance of samples", best.distance());
    return rows;
  }

  private static void add(List<Map<String, Object>> rows, String by, Best best) {
    if (best != null) {
      rows.add(
          Map.of(
              "by", by,
              "step", best.step(),
              "weights", best.weights(),
              "value", ShownNumber.of(best.value())));
    }
  }
}
