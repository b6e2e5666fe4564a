package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.Judgement;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.jobs.run.ShownNumber;
import io.github.sparkddpm.spark.evaluate.Comparison;
import io.github.sparkddpm.spark.evaluate.Distances;
import io.github.sparkddpm.spark.evaluate.Distances.Judgements;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

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
                : ShownNumber.withError(
                    THOUSAND * kernel.mean(), THOUSAND * kernel.standardDeviation()),
        "precision",
            row.precisionRecall()
                .map(both -> ShownNumber.share(both.precision()))
                .orElse(ShownNumber.UNKNOWN),
        "recall",
            row.precisionRecall()
                .map(both -> ShownNumber.share(both.recall()))
                .orElse(ShownNumber.UNKNOWN),
        "score",
            row.inceptionScore()
                .map(score -> ShownNumber.withError(score.mean(), score.deviation()))
                .orElse(ShownNumber.UNKNOWN));
  }

  private List<Map<String, Object>> judged() {
    Judgements found = distances.judgements();
    return Stream.of(
            found.frechet().map(each -> judged("Frechet distance", each, value -> value, 1)),
            found
                .kernel()
                .map(
                    each ->
                        judged(
                            "kernel distance (KID) × 1000",
                            each,
                            value -> THOUSAND * value,
                            THOUSAND)),
            found.precision().map(each -> judged("precision", each, lack -> 1 - lack, 1)),
            found.recall().map(each -> judged("recall", each, lack -> 1 - lack, 1)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Map<String, Object> judged(
      String name, Judgement found, DoubleUnaryOperator measure, double unit) {
    Map<String, Object> model = new HashMap<>(new JudgementBar(found).model());
    model.put("name", name);
    model.put("images", found.images());
    model.put("generated", measured(found.generated(), measure, unit));
    model.put("real", measured(found.real(), measure, unit));
    model.put("limit", ShownNumber.of(measure.applyAsDouble(found.limit())));
    model.put("verdict", found.verdict().words());
    model.put("class", found.verdict().name().toLowerCase(Locale.ROOT));
    model.put("factor", ShownNumber.withError(found.factor(), found.factorError()));
    return model;
  }

  private static String measured(Moments found, DoubleUnaryOperator measure, double unit) {
    return ShownNumber.withError(
        measure.applyAsDouble(found.mean()), unit * found.standardDeviation());
  }
}
