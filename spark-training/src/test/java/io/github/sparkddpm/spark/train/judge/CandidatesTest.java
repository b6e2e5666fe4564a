package io.github.sparkddpm.spark.train.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.BestCheckpoints.Best;
import io.github.sparkddpm.spark.train.events.HeldOutLoss;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CandidatesTest {

  private final Candidates candidates = new Candidates(List.of(), 0, 10, 10, "tiny");

  @Test
  void theLeastLossOfAnAverageIsTheBest() {
    measured(1, 0.1, 0.5);
    measured(2, 0.05, 0.3);
    measured(3, 0.01, 0.4);

    assertThat(best(1, 2, 3).heldOutLoss()).isEqualTo(new Best(2, "ema", 0.3));
    assertThat(best(1, 2, 3).distance()).isNull();
  }

  @Test
  void onlyACheckpointThatExistsCanBeTheBest() {
    measured(1, 0.1, 0.5);
    measured(2, 0.1, 0.3);
    measured(3, 0.1, 0.4);

    assertThat(best(1, 3).heldOutLoss().step()).isEqualTo(3);
    assertThat(candidates.best(Optional.empty(), Set.of(4L))).isEmpty();
  }

  @Test
  void theEarlierOfTwoThatAreAlikeIsTheBest() {
    measured(2, 0.1, 0.3);
    measured(4, 0.1, 0.3);

    assertThat(best(2, 4).heldOutLoss().step()).isEqualTo(2);
  }

  @Test
  void aNumberThatIsNotFiniteIsNeverTheBest() {
    measured(1, 0.1, Double.NaN);
    measured(2, 0.1, Double.POSITIVE_INFINITY);
    candidates.add(2, quality(Double.NaN));

    assertThat(candidates.best(Optional.empty(), Set.of(1L, 2L))).isEmpty();
  }

  @Test
  void theDistanceDecidesBeforeTheLoss() {
    measured(1, 0.1, 0.3);
    measured(2, 0.1, 0.5);
    candidates.add(1, quality(70));
    candidates.add(2, quality(50));

    assertThat(best(1, 2).first()).isEqualTo(new Best(2, "ema", 50));
    assertThat(best(1, 2).steps()).containsExactly(1L, 2L);
  }

  @Test
  void whatWasNamedBeforeHoldsForWhatIsNotMeasuredAnew() {
    Optional<BestCheckpoints> named =
        Optional.of(
            BestCheckpoints.of(
                Optional.of(new Best(1, "ema", 0.1)), Optional.of(new Best(2, "ema", 40))));
    measured(3, 0.1, 0.3);

    BestCheckpoints both = candidates.best(named, Set.of(2L, 3L)).orElseThrow();
    assertThat(both.heldOutLoss().step()).isEqualTo(3);
    assertThat(both.distance().step()).isEqualTo(2);
    assertThat(candidates.best(named, Set.of(3L)).orElseThrow().distance()).isNull();
  }

  @Test
  void valuesOfAnotherJudgeDoNotCount() {
    MetricsLine line =
        new MetricsLine(
            1,
            "2026-11-30T00:00:00Z",
            0,
            Optional.empty(),
            List.of(),
            Optional.of(quality(1)),
            0,
            Optional.empty(),
            Optional.empty());

    Candidates same = new Candidates(List.of(line), 5, 10, 10, "tiny");
    Candidates other = new Candidates(List.of(line), 5, 10, 10, "another");
    assertThat(same.best(Optional.empty(), Set.of(1L))).isPresent();
    assertThat(other.best(Optional.empty(), Set.of(1L))).isEmpty();
  }

  @Test
  void patienceCountsTheMeasurementsSinceTheLeast() {
    measured(10, 0.1, 0.5);
    measured(20, 0.1, 0.3);
    measured(30, 0.1, 0.3);
    assertThat(candidates.areExhausted(2, 10)).isFalse();
    measured(40, 0.1, 0.4);

    assertThat(candidates.areExhausted(2, 10)).isTrue();
    assertThat(candidates.areExhausted(3, 10)).isFalse();
    assertThat(candidates.areExhausted(0, 10)).isFalse();
  }

  @Test
  void aMeasurementWhereARunWasExtendedDoesNotChangeItsEnd() {
    measured(10, 0.1, 0.3);
    measured(20, 0.1, 0.5);
    measured(25, 0.1, 0.5);

    assertThat(candidates.areExhausted(2, 10)).isFalse();
    measured(30, 0.1, 0.5);
    assertThat(candidates.areExhausted(2, 10)).isTrue();
  }

  private void measured(long step, double raw, double ema) {
    candidates.add(step, List.of(loss("raw", raw), loss("ema", ema)));
  }

  private static HeldOutLoss loss(String weights, double loss) {
    return new HeldOutLoss(weights, 10, loss, List.of());
  }

  private static SampleQuality quality(double frechet) {
    return new SampleQuality("ema", "tiny", 10, frechet, 0, 0, 0, 0, 0);
  }

  private BestCheckpoints best(long... steps) {
    Set<Long> existing = Arrays.stream(steps).boxed().collect(Collectors.toSet());
    return candidates.best(Optional.empty(), existing).orElseThrow();
  }
}
