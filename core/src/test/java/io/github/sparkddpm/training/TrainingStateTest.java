package io.github.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainingStateTest {

  private static final int NONE = -1;

  @Test
  void aCopyIsTheSame() {
    assertThat(state(3, NONE).isSameAs(state(3, NONE))).isTrue();
  }

  @Test
  void anotherStepIsAnotherState() {
    assertThat(state(3, NONE).isSameAs(state(4, NONE))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theSmallestDifferenceInAnyVectorIsSeen(int vector) {
    assertThat(state(3, NONE).isSameAs(state(3, vector))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneValueThatIsNotFiniteIsSeen(float value) {
    INDArray finite = Nd4j.createFromArray(1f, -2f, 3f);
    INDArray odd = Nd4j.createFromArray(1f, value, 3f);
    assertThat(new TrainingState(3, finite, finite, finite, finite).isFinite()).isTrue();
    assertThat(new TrainingState(3, odd, finite, finite, finite).isFinite()).isFalse();
    assertThat(new TrainingState(3, finite, odd, finite, finite).isFinite()).isFalse();
  }

  private static TrainingState state(long step, int changed) {
    return new TrainingState(
        step,
        vector(changed == 0),
        vector(changed == 1),
        vector(changed == 2),
        vector(changed == 3));
  }

  private static INDArray vector(boolean changed) {
    return Nd4j.createFromArray(1f, Float.NaN, changed ? Math.nextUp(1e-9f) : 1e-9f);
  }
}
