package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.evaluation.Judgement;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.spark.evaluate.Distances;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The lines of the log about an evaluation. */
public final class EvaluationLines {

  private EvaluationLines() {}

  /** Returns the lines. */
  public static List<String> of(Evaluation evaluation) {
    Stream<String> distances =
        evaluation.features().map(found -> ofDistances(found.distances())).stream()
            .flatMap(lines -> lines);
    return Stream.concat(Stream.of(bound(evaluation.bound())), distances).toList();
  }

  private static String bound(BoundStatistics found) {
    Moments total = found.total();
    String without =
        found.withoutClass() == 0 ? "" : " (%s without a class)".formatted(found.withoutClass());
    return "Bound over %s images%s: %s +- %s bits/dim"
        .formatted(
            total.count(), without, decimals(4, total.mean()), decimals(4, total.standardError()));
  }

  private static Stream<String> ofDistances(Distances found) {
    return Stream.of(
            found.rows().stream().map(EvaluationLines::row),
            verdict("the Frechet distance", found.judgements().frechet()),
            verdict("the kernel distance", found.judgements().kernel()),
            verdict("precision", found.judgements().precision()),
            verdict("recall", found.judgements().recall()))
        .flatMap(lines -> lines);
  }

  private static String row(Row row) {
    StringBuilder line =
        new StringBuilder("Frechet distance from the reference: ")
            .append(decimals(3, row.frechet()))
            .append(" of %s %s".formatted(row.images(), row.name()));
    row.precisionRecall()
        .ifPresent(
            both ->
                line.append("; precision ")
                    .append(decimals(3, both.precision()))
                    .append(", recall ")
                    .append(decimals(3, both.recall())));
    row.inceptionScore()
        .ifPresent(score -> line.append("; inception score ").append(decimals(3, score.mean())));
    return line.toString();
  }

  private static Stream<String> verdict(String measure, Optional<Judgement> judgement) {
    return judgement.stream()
        .map(
            found ->
                "By %s generated images are %s: %s times what %s real images reach by chance"
                    .formatted(
                        measure,
                        found.verdict().words(),
                        decimals(2, found.factor()),
                        found.images()));
  }

  private static String decimals(int count, double value) {
    return String.format(Locale.ROOT, "%." + count + "f", value);
  }
}
