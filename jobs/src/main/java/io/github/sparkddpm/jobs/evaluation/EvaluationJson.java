package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.evaluation.Judgement;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.evaluation.PrecisionRecall;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Features;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Recognized;
import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.EvaluationFile.Bound;
import io.github.sparkddpm.jobs.run.EvaluationFile.ClassBound;
import io.github.sparkddpm.jobs.run.EvaluationFile.Distance;
import io.github.sparkddpm.jobs.run.EvaluationFile.Judged;
import io.github.sparkddpm.jobs.run.EvaluationFile.Memorized;
import io.github.sparkddpm.jobs.run.EvaluationFile.Nearest;
import io.github.sparkddpm.jobs.run.EvaluationFile.Pair;
import io.github.sparkddpm.spark.evaluate.Distances.Judgements;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import io.github.sparkddpm.spark.evaluate.Memorization;
import io.github.sparkddpm.spark.evaluate.Memorization.Match;
import io.github.sparkddpm.spark.sample.files.SampleProvenance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Converts an evaluation into its numbers for programs. */
record EvaluationJson(Evaluation evaluation) {

  private static final double[] QUANTILES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

  private static final int CLOSEST = 100;

  EvaluationFile file() {
    return new EvaluationFile(
        EvaluationFile.FORMAT_VERSION,
        evaluation.versions(),
        evaluation.config(),
        evaluation.weights().step(),
        evaluation.weights().average(),
        evaluation.weights().sha256(),
        evaluation.real().reference().description(),
        evaluation.real().heldOut(),
        bound(),
        evaluation.features().map(EvaluationJson::features).orElse(null));
  }

  private Bound bound() {
    BoundTable table = new BoundTable(evaluation.bound());
    return new Bound(
        evaluation.bound().total().count(),
        evaluation.strata().timesteps(),
        evaluation.strata().count(),
        orNull(evaluation.bound().total().mean()),
        orNull(evaluation.bound().total().standardError()),
        orNull(evaluation.bound().prior().mean()),
        orNull(table.steps()),
        orNull(table.decoder()),
        evaluation.bound().byClass().entrySet().stream().map(this::ofClass).toList());
  }

  private ClassBound ofClass(Map.Entry<Integer, Moments> found) {
    return new ClassBound(
        found.getKey(),
        evaluation.real().className(found.getKey()).orElse(null),
        found.getValue().count(),
        orNull(found.getValue().mean()),
        orNull(found.getValue().standardError()));
  }

  private static EvaluationFile.Features features(Features features) {
    return new EvaluationFile.Features(
        features.model(),
        features.sha256(),
        features.distances().features(),
        features.statistics().orElse(null),
        features.generated().images().description(),
        features.generated().provenance().map(SampleProvenance::settings).orElse(null),
        features.distances().rows().stream().map(EvaluationJson::distance).toList(),
        judgements(features.distances().judgements()),
        features.recognition().map(EvaluationJson::recognized).orElse(null),
        features.memorization().map(EvaluationJson::memorized).orElse(null));
  }

  private static EvaluationFile.Recognized recognized(Recognized found) {
    SortedMap<Integer, Double> byClass = new TreeMap<>();
    found.generated().byClass().forEach((label, count) -> byClass.put(label, count.share()));
    return new EvaluationFile.Recognized(
        found.generated().total().share(), orNull(found.reference().total().share()), byClass);
  }

  private static Distance distance(Row row) {
    Moments kernel = row.kernel();
    return new Distance(
        row.name(),
        row.images(),
        orNull(row.frechet()),
        orNull(kernel.count() == 0 ? Double.NaN : kernel.mean()),
        orNull(kernel.standardDeviation()),
        row.precisionRecall().map(PrecisionRecall::precision).orElse(null),
        row.precisionRecall().map(PrecisionRecall::recall).orElse(null),
        row.inceptionScore().map(score -> orNull(score.mean())).orElse(null),
        row.inceptionScore().map(score -> orNull(score.deviation())).orElse(null));
  }

  private static EvaluationFile.Judgements judgements(Judgements found) {
    return new EvaluationFile.Judgements(
        found.frechet().map(each -> judged(each, value -> value)).orElse(null),
        found.kernel().map(each -> judged(each, value -> value)).orElse(null),
        found.precision().map(each -> judged(each, lack -> 1 - lack)).orElse(null),
        found.recall().map(each -> judged(each, lack -> 1 - lack)).orElse(null));
  }

  private static Judged judged(Judgement found, DoubleUnaryOperator measure) {
    return new Judged(
        found.images(),
        orNull(measure.applyAsDouble(found.generated().mean())),
        orNull(found.generated().standardDeviation()),
        orNull(measure.applyAsDouble(found.real().mean())),
        orNull(found.real().standardDeviation()),
        orNull(measure.applyAsDouble(found.limit())),
        orNull(found.factor()),
        found.verdict().words());
  }

  private static Memorized memorized(Memorization memorization) {
    return new Memorized(
        nearest(
            Memorization.pixelDistances(memorization.generated()),
            Memorization.pixelDistances(memorization.heldOut())),
        nearest(
            Memorization.featureDistances(memorization.generated()),
            Memorization.featureDistances(memorization.heldOut())),
        memorization.closest(CLOSEST).stream().map(EvaluationJson::pair).toList());
  }

  private static Pair pair(Match match) {
    return new Pair(
        match.name(),
        match.inPixels(),
        match.pixelDistance(),
        match.inFeatures(),
        match.featureDistance());
  }

  private static Nearest nearest(double[] generated, double[] heldOut) {
    return new Nearest(
        orNull(Memorization.suspicious(generated, heldOut)),
        quantiles(generated),
        quantiles(heldOut));
  }

  private static Map<String, Number> quantiles(double[] sorted) {
    Map<String, Number> quantiles = new LinkedHashMap<>();
    quantiles.put("images", sorted.length);
    for (double share : QUANTILES) {
      quantiles.put("q" + Math.round(100 * share), Memorization.quantile(sorted, share));
    }
    return quantiles;
  }

  /** Returns a number; null for NaN and infinities, which JSON lacks. */
  private static Double orNull(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
