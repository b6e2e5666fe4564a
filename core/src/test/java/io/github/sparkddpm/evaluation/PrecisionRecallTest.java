package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrecisionRecallTest {

  @Test
  void bothAreThoseOfTorchFidelity() {
    PrecisionRecall found = PrecisionRecall.of(Measures.GENERATED, Measures.REFERENCE);

    assertThat(found.precision()).isCloseTo(Measures.number("precision"), within(1e-12));
    assertThat(found.recall()).isCloseTo(Measures.number("recall"), within(1e-12));
  }

  @Test
  void imagesOfOneKindOnlyArePreciseAndDoNotRecallTheOther() {
    float[][] ones = NormalVectors.draw(1, 300, 0);
    float[][] others = NormalVectors.draw(2, 300, 20);
    float[][] real = Stream.of(ones, others).flatMap(Arrays::stream).toArray(float[][]::new);
    PrecisionRecall forgetful = PrecisionRecall.of(NormalVectors.draw(3, 300, 0), real);
    PrecisionRecall wrong = PrecisionRecall.of(NormalVectors.draw(4, 300, 40), real);

    assertThat(forgetful.precision()).isGreaterThan(0.7);
    assertThat(forgetful.recall()).isBetween(0.35, 0.5);
    assertThat(wrong).isEqualTo(new PrecisionRecall(0, 0));
    assertThat(PrecisionRecall.of(real, real)).isEqualTo(new PrecisionRecall(1, 1));
  }

  /** The ball of each point of the line 0, 1, 2, ... reaches to the third nearest other point. */
  @Test
  void aBallReachesToTheThirdNeighbourAndHasItsBorder() {
    float[][] line = {{0}, {1}, {2}, {3}, {4}, {5}, {6}};

    assertThat(PrecisionRecall.of(new float[][] {{-3}, {9}, {-3.5f}, {100}}, line).precision())
        .isEqualTo(0.5);
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatThrownBy(() -> PrecisionRecall.of(new float[9][2], new float[3][2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 4 images of each kind, got 9 and 3");
  }
}
