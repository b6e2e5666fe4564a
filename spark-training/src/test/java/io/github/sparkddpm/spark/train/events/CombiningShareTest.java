package io.github.sparkddpm.spark.train.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CombiningShareTest {

  private final CombiningShare share = new CombiningShare();

  @Test
  void theSharesAreOfAllSecondsOfTheRun() {
    share.add(metrics(10, 1, 2));
    share.add(metrics(30, 1, 0));

    assertThat(share.text())
        .contains("5.0 % for sums of gradients, 5.0 % for waiting for the slowest worker");
  }

  @Test
  void oneWorkerAloneSumsNothing() {
    share.add(metrics(10, 0, 0));
    assertThat(share.text()).isEmpty();
  }

  @Test
  void linesThatLackTheTimesAreLeftOut() {
    share.add(metrics(Double.NaN, Double.NaN, Double.NaN));
    share.add(metrics(10, Double.NaN, Double.NaN));
    assertThat(share.text()).isEmpty();
    share.add(metrics(10, 1, 0));
    assertThat(share.text()).get().asString().startsWith("10.0 % for sums");
  }

  private static StepMetrics metrics(double seconds, double summing, double waiting) {
    return new StepMetrics(
        1, 1, 1, 1, List.of(), 1, 1, 1, seconds, 0, 0, summing + waiting, summing, waiting, 0);
  }
}
