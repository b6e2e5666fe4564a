package io.github.sparkddpm.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.settings.InvalidValueException;
import org.junit.jupiter.api.Test;

class JudgingTest {

  private static final Judging LOSS = new Judging(10, 100, 0, 0, 2, 1);
  private static final Judging SAMPLES = new Judging(0, 100, 0, 2, 20, 4);

  @Test
  void everyCheckpointIsMeasuredAndTheLastStep() {
    assertThat(LOSS.isLossDue(10, 25, false)).isTrue();
    assertThat(LOSS.isLossDue(25, 25, false)).isTrue();
    assertThat(LOSS.isLossDue(33, 25, true)).isTrue();
    assertThat(LOSS.isLossDue(33, 25, false)).isFalse();
    assertThat(SAMPLES.isLossDue(33, 25, true)).isFalse();
  }

  @Test
  void samplesAreJudgedAtEverySecondCheckpointAndAtTheEnd() {
    assertThat(SAMPLES.areSamplesDue(50, 25, false)).isTrue();
    assertThat(SAMPLES.areSamplesDue(25, 25, false)).isFalse();
    assertThat(SAMPLES.areSamplesDue(33, 25, true)).isTrue();
    assertThat(LOSS.areSamplesDue(50, 25, true)).isFalse();
  }

  @Test
  void withoutHeldOutImagesTheKeysAreRefusedByName() {
    assertThatThrownBy(() -> LOSS.requirePossible(0, CombineMode.ALL_REDUCE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("training.validate-every")
        .hasMessageContaining("training.held-out");
    assertThatThrownBy(() -> SAMPLES.requirePossible(0, CombineMode.ALL_REDUCE))
        .hasMessageContaining("training.judge-every");
    Judging.NONE.requirePossible(0, CombineMode.ALL_REDUCE);
  }

  @Test
  void otherWaysOfCombiningAreRefusedByName() {
    assertThatThrownBy(() -> LOSS.requirePossible(5, CombineMode.SHARED_GRADIENTS))
        .hasMessageContaining("training.combine = all-reduce");
  }

  @Test
  void patienceNeedsMeasurements() {
    assertThatThrownBy(() -> new Judging(0, 100, 3, 0, 2, 1))
        .hasMessageContaining("training.patience")
        .hasMessageContaining("training.validate-every");
  }

  @Test
  void samplesTakeNoMoreStepsThanThereAre() {
    assertThatThrownBy(() -> SAMPLES.requireFew(3)).hasMessageContaining("training.judge-steps");
    LOSS.requireFew(1);
  }
}
