package io.github.sparkddpm.spark.train.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossWindowTest {

  @Test
  void onlyTheLastStepsCount() {
    LossWindow window = new LossWindow();
    assertThat(window.mean()).isNaN();
    window.add(1000);
    assertThat(window.mean()).isEqualTo(1000);
    for (int i = 1; i <= LossWindow.STEPS; i++) {
      window.add(i);
    }
    assertThat(window.mean()).isEqualTo((1 + LossWindow.STEPS) / 2.0);
  }
}
