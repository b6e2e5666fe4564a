package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LearnedVarianceTest {

  private static final NoiseStream NOISE = new NoiseStream(4);
  private static final int TOTAL = 50;
  private static final int[] TIMESTEPS = {0, 1, 20, 49};
  private static final long[] IDS = {3, 4, 5, 6};
  private static final long[] SHAPE = {4, 1, 3, 3};

  /** Grey levels, black and white among them. */
  private static final INDArray X0 =
      Nd4j.createFromArray(LongStream.range(0, 36).mapToDouble(i -> level(i * 37 % 256)).toArray())
          .reshape(SHAPE);

  private static double level(long grey) {
    return (grey < 20 ? 0 : grey > 235 ? 255 : grey) / 127.5 - 1;
  }

  @Test
  void theFixedVariancesAreTheEndsOfItsRange() {
    INDArray xt = gaussian(0);
    for (double end : new double[] {-1, 1}) {
      INDArray output = Nd4j.concat(1, gaussian(1), xt.like().addi(end));
      DiagonalGaussian learned =
          diffusion(Prediction.V, Variance.LEARNED).pMeanVariance(xt, TIMESTEPS, output).previous();
      Variance fixed = end < 0 ? Variance.FIXED_SMALL : Variance.FIXED_LARGE;
      DiagonalGaussian expected =
          diffusion(Prediction.V, fixed).pMeanVariance(xt, TIMESTEPS, gaussian(1)).previous();
      assertThat(learned.mean()).isEqualTo(expected.mean());
      // FIXED_LARGE takes the small one at the first timestep.
      for (int b = end < 0 ? 0 : 1; b < TIMESTEPS.length; b++) {
        for (double logVariance : learned.logVariance(b)) {
          assertThat(logVariance).isCloseTo(expected.logVariance().getDouble(b), within(1e-12));
        }
      }
    }
  }

  /** The bound computes distributions, and the loss what is left of them by algebra. */
  @ParameterizedTest
  @EnumSource
  void itsLossIsAThousandthOfTheBoundBesideTheSimpleLoss(Prediction target) {
    GaussianDiffusion diffusion = diffusion(target, Variance.LEARNED);
    INDArray output = Nd4j.concat(1, gaussian(1), gaussian(2).muli(0.5));
    long[] steps = LongStream.of(0, 1, 20, 49).toArray();
    INDArray epsilon =
        NOISE.gaussian(Purpose.EVALUATION, steps, IDS, SHAPE).castTo(DataType.DOUBLE);
    double[] bits =
        new VariationalBound(diffusion, (xt, t) -> output, NOISE).terms(X0, IDS, TIMESTEPS);

    Objective objective = Objective.of(diffusion, X0, TIMESTEPS, epsilon);
    double[] hybrid = new SimpleLoss(objective, output).perImage();
    double[] simple =
        new SimpleLoss(
                new Objective(objective.target(), objective.weights(), Optional.empty()),
                LearnedVariance.half(output, 0))
            .perImage();
    for (int b = 0; b < bits.length; b++) {
      assertThat(hybrid[b] - simple[b]).isCloseTo(0.001 * TOTAL * bits[b], withinPercentage(1e-3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theVarianceFollowsItsTermAndThePredictionDoesNot(Prediction target) {
    Objective objective =
        Objective.of(diffusion(target, Variance.LEARNED), X0, TIMESTEPS, gaussian(3));
    // Near the target, as a trained network is: the decoder's probabilities are not the least.
    INDArray output =
        Nd4j.concat(1, objective.target().add(gaussian(1).muli(0.01)), gaussian(2).muli(0.5));
    INDArray gradient = new SimpleLoss(objective, output).gradient();
    INDArray ofPrediction =
        new SimpleLoss(
                new Objective(objective.target(), objective.weights(), Optional.empty()),
                LearnedVariance.half(output, 0))
            .gradient();

    assertThat(LearnedVariance.half(gradient, 0)).isEqualTo(ofPrediction);
    for (int b = 0; b < TIMESTEPS.length; b++) {
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 3; x++) {
          int[] at = {b, 1, y, x};
          double slope =
              (mean(objective, output, at, 1e-5) - mean(objective, output, at, -1e-5)) / 2e-5;
          assertThat(gradient.getDouble(at))
              .as("image %s", b)
              .isCloseTo(slope, within(1e-4 * Math.abs(slope) + 1e-9));
        }
      }
    }
  }

  private static double mean(Objective objective, INDArray output, int[] at, double change) {
    INDArray changed = output.dup();
    changed.putScalar(at, output.getDouble(at) + change);
    return new SimpleLoss(objective, changed).mean();
  }

  private static GaussianDiffusion diffusion(Prediction target, Variance variance) {
    return new GaussianDiffusion(
        NoiseSchedule.linear(TOTAL), target, LossWeight.MIN_SNR, variance, false);
  }

  private static INDArray gaussian(int step) {
    return NOISE.gaussian(Purpose.SHUFFLE, step, IDS, SHAPE).castTo(DataType.DOUBLE);
  }
}
