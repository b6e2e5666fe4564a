package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SimpleLossTest {

  private final INDArray epsilon = Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(2, 1, 1, 2);
  private final INDArray predicted = Nd4j.createFromArray(1f, 0f, 3f, 7f).reshape(2, 1, 1, 2);

  @Test
  void itIsTheMeanOfTheSquaredErrors() {
    SimpleLoss loss = new SimpleLoss(new Objective(epsilon), predicted);
    assertThat(loss.perImage()).containsExactly(4.0 / 2, 9.0 / 2);
    assertThat(loss.mean()).isEqualTo((4.0 + 9.0) / 4);
  }

  @Test
  void anImageCountsAsItsWeightSays() {
    SimpleLoss loss = new SimpleLoss(weighted(), predicted);
    assertThat(loss.perImage()).containsExactly(0.5 * 4.0 / 2, 3 * 9.0 / 2);
    assertThat(loss.mean()).isEqualTo((0.5 * 4.0 + 3 * 9.0) / 4);
  }

  private Objective weighted() {
    return new Objective(epsilon, Optional.of(Nd4j.createFromArray(0.5f, 3f)), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itsGradientIsItsDerivativeByThePrediction(boolean weighted) {
    Objective objective = weighted ? weighted() : new Objective(epsilon);
    INDArray gradient = new SimpleLoss(objective, predicted).gradient();
    for (int i = 0; i < predicted.length(); i++) {
      INDArray above = predicted.dup();
      INDArray below = predicted.dup();
      above.putScalar(i, above.getDouble(i) + 0.5);
      below.putScalar(i, below.getDouble(i) - 0.5);
      double difference =
          new SimpleLoss(objective, above).mean() - new SimpleLoss(objective, below).mean();
      assertThat(gradient.getDouble(i)).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void itOnlyReadsNoiseAndPrediction() {
    INDArray before = epsilon.dup();
    INDArray predictedBefore = predicted.dup();
    new SimpleLoss(new Objective(epsilon), predicted).gradient().muli(2);
    assertThat(epsilon).isEqualTo(before);
    assertThat(predicted).isEqualTo(predictedBefore);
  }
}
