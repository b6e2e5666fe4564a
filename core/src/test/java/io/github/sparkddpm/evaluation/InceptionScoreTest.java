package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.random.NoiseStream;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class InceptionScoreTest {

  private static final NoiseStream NOISE = new NoiseStream(4);

  @Test
  void theScoreOfSplitsIsThatOfTorchFidelity() {
    InceptionScore found = InceptionScore.inOrder(Measures.LOGITS, 10);

    assertThat(found.mean()).isCloseTo(Measures.number("inceptionScore"), withinPercentage(1e-7));
    assertThat(found.deviation())
        .isCloseTo(Measures.number("inceptionScoreDeviation"), withinPercentage(1e-7));
  }

  @Test
  void ofFewImagesAClassThereIsOneSplit() {
    InceptionScore few = InceptionScore.of(NOISE, Measures.LOGITS);

    assertThat(few.mean())
        .isCloseTo(Measures.number("inceptionScoreOfOneSplit"), withinPercentage(1e-7));
    assertThat(few.deviation()).isNaN();
    assertThat(InceptionScore.of(NOISE, sure(499, i -> i % 10)).deviation()).isNaN();
    assertThat(InceptionScore.of(NOISE, sure(500, i -> i % 10)).deviation()).isPositive();
  }

  @Test
  void sureImagesOfAllClassesScoreTheirNumberAndEqualOnesScoreOne() {
    assertThat(InceptionScore.of(NOISE, sure(400, i -> i % 10)).mean()).isCloseTo(10, within(1e-9));
    assertThat(InceptionScore.of(NOISE, sure(400, i -> 7)).mean()).isCloseTo(1, within(1e-9));
  }

  /** The images of sample come class by class, or by classes in turn. */
  @Test
  void splitsAreMixedHoweverImagesAreOrdered() {
    assertThat(InceptionScore.inOrder(sure(1000, i -> i / 100), 10).mean())
        .isCloseTo(1, within(1e-9));
    assertThat(InceptionScore.of(NOISE, sure(1000, i -> i / 100)).mean()).isGreaterThan(9);
    assertThat(InceptionScore.of(NOISE, sure(1000, i -> i % 10)).mean()).isGreaterThan(9);
  }

  @Test
  void noImageIsRefused() {
    assertThatThrownBy(() -> InceptionScore.of(NOISE, new float[0][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 image");
  }

  /** Scores of 10 classes so far apart that all probabilities but one are 0. */
  private static float[][] sure(int images, IntUnaryOperator label) {
    float[][] scores = new float[images][10];
    for (int i = 0; i < images; i++) {
      scores[i][label.applyAsInt(i)] = 5000;
    }
    return scores;
  }
}
