package io.github.sparkddpm.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class VerdictTest {

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
  void aRunWithoutMetricsHasNoVerdict() {
    assertThat(findings()).isEmpty();
  }

  private List<Finding> findings() {
    return Verdict.of(lines, Optional.empty()).findings();
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
                  new StepMetrics(step, 1, found, found, List.of(), 1, 1e-3, 1, 0, 0, 0, 0)),
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
        Optional.empty(),
        Optional.empty());
  }
}
