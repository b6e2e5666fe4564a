package io.github.sparkddpm.jobs.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.sample.SamplingProgress;
import org.junit.jupiter.api.Test;

class SamplingForecastTest {

  private final SamplingForecast forecast = new SamplingForecast();

  @Test
  void theBeginningNamesThePasses() {
    assertThat(forecast.beginning(new SamplingProgress(0, 64, 1000, 1)))
        .isEqualTo(
            "Drawing 64 images in 1,000 steps: 64,000 passes of one image through the network");
    assertThat(forecast.beginning(new SamplingProgress(0, 64, 1000, 2))).contains("128,000 passes");
  }

  /** The first 30 seconds load the weights; then 100 passes take 10 seconds. */
  @Test
  void theTimeFollowsOnceFromTheFirstPassesAndNotFromWhatComesBefore() {
    assertThat(told(0, 0)).isEmpty();
    assertThat(told(50, 30)).isEmpty();
    assertThat(told(100, 35)).isEmpty();
    assertThat(told(150, 40)).isEqualTo("At 10 passes/s the rest takes about 85 seconds");
    assertThat(told(250, 50)).isEmpty();
  }

  @Test
  void longTimesAreNotToldInSeconds() {
    told(1, 0);
    assertThat(forecast.forecast(new SamplingProgress(101, 100, 1000, 1), 10))
        .contains("At 10 passes/s the rest takes about 2 hours");
  }

  private String told(long done, double seconds) {
    return forecast.forecast(new SamplingProgress(done, 10, 100, 1), seconds).orElse("");
  }
}
