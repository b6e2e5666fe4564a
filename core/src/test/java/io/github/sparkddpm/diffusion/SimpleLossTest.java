package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SimpleLossTest {

  private final INDArray epsilon = Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(2, 1, 1, 2);
  private final INDArray predicted = Nd4j.createFromArray(1f, 0f, 3f, 7f).reshape(2, 1, 1, 2);

  @Test
  void itIsTheMeanOfTheSquaredErrors() {
    SimpleLoss loss = new SimpleLoss(epsilon, predicted);
    assertThat(loss.perImage()).containsExactly(4.0 / 2, 9.0 / 2);
    assertThat(loss.mean()).isEqualTo((4.0 + 9.0) / 4);
  }

  @Test
  void itsGradientIsItsDerivativeByThePrediction() {
    INDArray gradient = new SimpleLoss(epsilon, predicted).gradient();
    for (int i = 0; i < predicted.length(); i++) {
      INDArray above = predicted.dup();
      INDArray below = predicted.dup();
      above.putScalar(i, above.getDouble(i) + 0.5);
      below.putScalar(i, below.getDouble(i) - 0.5);
      double difference =
          new SimpleLoss(epsilon, above).mean() - new SimpleLoss(epsilon, below).mean();
      assertThat(gradient.getDouble(i)).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void itOnlyReadsNoiseAndPrediction() {
    INDArray before = epsilon.dup();
    INDArray predictedBefore = predicted.dup();
    new SimpleLoss(epsilon, predicted).gradient().muli(2);
    assertThat(epsilon).isEqualTo(before);
    assertThat(predicted).isEqualTo(predictedBefore);
  }
}
