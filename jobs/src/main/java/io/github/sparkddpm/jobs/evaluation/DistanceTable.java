package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.Judgement;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.jobs.run.ShownNumber;
import io.github.sparkddpm.spark.evaluate.Comparison;
import io.github.sparkddpm.spark.evaluate.Distances;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The distances of an evaluation as the page shows them. */
record DistanceTable(Distances distances) {

  /** The unit that tables of the kernel distance are in. */
  private static final double THOUSAND = 1000;

  Map<String, Object> model() {
    Map<String, Object> model = new HashMap<>();
    model.put("rows", distances.rows().stream().map(DistanceTable::row).toList());
    model.put("mostNeighbours", Comparison.MOST_NEIGHBOURS);
    if (distances.rows().stream().anyMatch(row -> row.inceptionScore().isPresent())) {
      model.put("scored", true);
    }
    List<Map<String, Object>> judged = judged();
    if (!judged.isEmpty()) {
      model.put("judgements", Map.of("rows", judged));
    }
    return model;
  }

  private static Map<String, Object> row(Row row) {
    Moments kernel = row.kernel();
    return Map.of(
        "name", row.name(),
        "images", row.images(),
        "frechet", ShownNumber.of(row.frechet()),
        "kernel",
            kernel.count() == 0
                ? ShownNumber.UNKNOWN
                : Figures.withError(
                    THOUSAND * kernel.mean(), THOUSAND * kernel.standardDeviation()),
        "precision",
            row.precisionRecall()
                .map(both -> Figures.share(both.precision()))
                .orElse(ShownNumber.UNKNOWN),
        "recall",
            row.precisionRecall()
                .map(both -> Figures.share(both.recall()))
                .orElse(ShownNumber.UNKNOWN),
        "score",
            row.inceptionScore()
                .map(score -> Figures.withError(score.mean(), score.deviation()))
                .orElse(ShownNumber.UNKNOWN));
  }

  private List<Map<String, Object>> judged() {
    List<Map<String, Object>> rows = new ArrayList<>();
    distances
        .judgements()
        .frechet()
        .ifPresent(found -> rows.add(judged("Frechet distance", found, 1)));
    distances
        .judgements()
        .kernel()
        .ifPresent(found -> rows.add(judged("kernel distance (KID) × 1000", found, THOUSAND)));
    return rows;
  }

  private static Map<String, Object> judged(String name, Judgement found, double unit) {
    Map<String, Object> model = new HashMap<>(new JudgementBar(found).model());
    model.put("name", name);
    model.put("images", found.images());
    model.put("generated", inUnit(found.generated(), unit));
    model.put("real", inUnit(found.real(), unit));
    model.put("verdict", found.verdict().words());
    model.put("class", found.verdict().name().toLowerCase(Locale.ROOT));
    model.put("factor", Figures.withError(found.factor(), found.factorError()));
    return model;
  }

  private static String inUnit(Moments distances, double unit) {
    return Figures.withError(unit * distances.mean(), unit * distances.standardDeviation());
  }
}
