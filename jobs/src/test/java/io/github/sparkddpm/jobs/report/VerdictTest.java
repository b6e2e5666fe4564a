package io.github.sparkddpm.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {

  @TempDir private java.nio.file.Path folder;

  private final List<MetricsLine> lines = new ArrayList<>();

  @Test
  void aLossThatFallsIsLearning() {
    trained(step -> 1.0 / step);

    assertThat(names()).containsExactly("learning");
    assertThat(findings()).allMatch(Finding::good);
  }

  @Test
  void aLossThatStaysIsFlat() {
    trained(step -> 0.05);

    assertThat(names()).containsExactly("flat");
  }

  @Test
  void aLossThatHasRisenByHalfOrIsNoNumberIsDiverging() {
    trained(step -> step < 15 ? 0.05 : 0.08);
    assertThat(names()).containsExactly("diverging");

    lines.clear();
    trained(step -> step < 15 ? 0.05 : Double.NaN);
    assertThat(names()).containsExactly("diverging");
  }

  @Test
  void afterAFewLinesItIsTooEarlyToSay() {
    trained(step -> 0.05);

    assertThat(Verdict.of(lines.subList(0, 7), Optional.empty()).findings())
        .extracting(Finding::name)
        .containsExactly("too early to say");
  }

  @Test
  void aHeldOutLossThatRisesWhileTheTrainingLossFallsIsOverfitting() {
    trained(step -> 1.0 / step);
    heldOut(4, 0.5, 0.5);
    heldOut(8, 0.3, 0.3);
    heldOut(12, 0.31, 0.31);
    heldOut(16, 0.32, 0.32);
    assertThat(names()).containsExactly("learning");
    heldOut(20, 0.33, 0.33);

    assertThat(names()).containsExactly("overfitting", "learning");
    assertThat(findings().get(0).says()).contains("after step 8").contains("0.3300");
  }

  @Test
  void aHeldOutLossThatRisesWithTheTrainingLossIsNot() {
    trained(step -> 0.04 + 0.001 * step);
    heldOut(8, 0.3, 0.3);
    heldOut(12, 0.31, 0.31);
    heldOut(16, 0.32, 0.32);
    heldOut(20, 0.33, 0.33);

    assertThat(names()).doesNotContain("overfitting");
  }

  @Test
  void anAverageThatIsWorseThanTheWeightsLags() {
    trained(step -> 1.0 / step);
    heldOut(20, 0.30, 0.40);

    assertThat(names()).containsExactly("the average lags", "learning");
  }

  @Test
  void imagesThatAreNearerToTrainingImagesThanRealOnesAreAreCopies() throws IOException {
    trained(step -> 1.0 / step);

    assertThat(found(evaluated(0.06)).get(0))
        .extracting(Finding::name, Finding::good)
        .containsExactly("copying", false);
    assertThat(found(evaluated(0.06)).get(0).says()).startsWith("6.0 % of the generated images");
    assertThat(found(evaluated(0.05))).extracting(Finding::name).containsExactly("learning");
  }

  @Test
  void everyWordHasItsRuleAndItsAdvice() throws IOException {
    List<Finding> all = new ArrayList<>();
    trained(step -> 1.0 / step);
    all.addAll(found(evaluated(0.5)));
    heldOut(4, 0.3, 0.4);
    heldOut(8, 0.4, 0.5);
    heldOut(12, 0.4, 0.5);
    heldOut(16, 0.4, 0.5);
    all.addAll(findings());
    lines.clear();
    trained(step -> 0.05);
    all.addAll(findings());
    lines.clear();
    trained(step -> step < 15 ? 0.05 : 0.08);
    all.addAll(findings());

    assertThat(all)
        .extracting(Finding::name)
        .contains("learning", "flat", "diverging", "overfitting", "the average lags", "copying");
    assertThat(all)
        .allSatisfy(
            finding -> {
              assertThat(finding.advice()).isNotBlank();
              assertThat(Verdict.RULES).anyMatch(rule -> rule.contains(finding.name() + ": "));
            });
  }

  @Test
  void aRunWithoutMetricsHasNoVerdict() {
    assertThat(findings()).isEmpty();
  }

  private List<Finding> findings() {
    return Verdict.of(lines, Optional.empty()).findings();
  }

  private List<Finding> found(EvaluationFile evaluation) {
    return Verdict.of(lines, Optional.of(evaluation)).findings();
  }

  /** Returns an evaluation that found this share of the generated images near training images. */
  private EvaluationFile evaluated(double share) throws IOException {
    Files.writeString(
        folder.resolve(EvaluationFile.NAME),
        "{\"formatVersion\": 2, \"features\": {\"memorization\": {\"features\": {\"nearerThan99PercentOfHeldOut\": %s}}}}"
            .formatted(share));
    return EvaluationFile.read(new OutputFolder(new Path(folder.toUri()), new Configuration()))
        .orElseThrow();
  }

  private List<String> names() {
    return findings().stream().map(Finding::name).toList();
  }

  /** Adds 20 lines of one step each. */
  private void trained(LongToDoubleFunction loss) {
    for (long step = 1; step <= 20; step++) {
      double found = loss.applyAsDouble(step);
      lines.add(
          line(
              step,
              Optional.of(
                  new StepMetrics(
                      step, 1, found, found, List.of(), 1, 1e-3, 1, 1, 0, 0, 0, 0, 0, 0)),
              List.of()));
    }
  }

  private void heldOut(long step, double raw, double ema) {
    lines.add(
        line(
            step,
            Optional.empty(),
            List.of(
                new HeldOutLoss("raw", 10, raw, List.of()),
                new HeldOutLoss("ema", 10, ema, List.of()))));
  }

  private static MetricsLine line(
      long step, Optional<StepMetrics> metrics, List<HeldOutLoss> heldOut) {
    return new MetricsLine(
        step,
        "2026-11-30T00:00:00Z",
        step,
        metrics,
        heldOut,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty());
  }
}
