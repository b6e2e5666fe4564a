package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LossWeight;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.random.NoiseStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every sampler with every target of training. */
class TargetsTest {

  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final long[] IDS = LongStream.range(0, 64).toArray();
  private static final NoiseSchedule LINEAR = NoiseSchedule.linear(1000);

  @ParameterizedTest
  @EnumSource(names = {"V", "X0"})
  void anOptimalModelDrawsTheSameImagesWhateverItPredicts(Prediction target) {
    List<INDArray> expected = samples(LINEAR, Prediction.EPSILON, 12);
    List<INDArray> actual = samples(LINEAR, target, 12);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(
              actual.get(i).distance2(expected.get(i))
                  / expected.get(i).norm2Number().doubleValue())
          .as("sampler %s", i)
          .isLessThan(1e-4);
    }
  }

  /** The first step begins where lambda is minus infinity. */
  @Test
  void samplingFromNoiseAloneEndsAtTheData() {
    NoiseSchedule schedule = LINEAR.withZeroTerminalSnr();
    List<INDArray> v = samples(schedule, Prediction.V, 100);
    List<INDArray> x0 = samples(schedule, Prediction.X0, 100);
    for (int i = 0; i < v.size(); i++) {
      double variance = v.get(i).var(false).getDouble(0);
      // Of order 1 and all noise, 100 steps lose the most.
      assertThat(variance).as("sampler %s", i).isCloseTo(0.95, within(0.07));
      assertThat(x0.get(i).distance2(v.get(i)) / v.get(i).norm2Number().doubleValue())
          .as("sampler %s", i)
          .isLessThan(1e-4);
    }
  }

  /** Ancestral sampling takes the variance that a model predicts, and the others do not. */
  @Test
  void aLearnedVarianceAtTheEndOfItsRangeDrawsAsTheFixedOne() {
    EpsilonModel fixed = new GaussianOracle(LINEAR, Prediction.V);
    EpsilonModel learning = (xt, t) -> Nd4j.concat(1, fixed.predict(xt, t), xt.like().addi(-1));
    List<INDArray> expected = samples(fixed, LINEAR, Prediction.V, Variance.FIXED_SMALL, 12);
    List<INDArray> actual = samples(learning, LINEAR, Prediction.V, Variance.LEARNED, 12);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).equalsWithEps(expected.get(i), 1e-5)).as("sampler %s", i).isTrue();
    }
  }

  private static List<INDArray> samples(NoiseSchedule schedule, Prediction target, int steps) {
    EpsilonModel model = new GaussianOracle(schedule, target);
    return samples(model, schedule, target, Variance.FIXED_LARGE, steps);
  }

  private static List<INDArray> samples(
      EpsilonModel model, NoiseSchedule schedule, Prediction target, Variance variance, int steps) {
    GaussianDiffusion diffusion =
        new GaussianDiffusion(schedule, target, LossWeight.SIMPLE, variance, false);
    ReverseChain chain =
        new ReverseChain(
            model,
            TimestepSpacing.LINSPACE.chooseAboveZero(1000, steps),
            SHAPE,
            new NoiseStream(3));
    X0Estimator estimator = X0Estimator.of(diffusion);
    List<Sampler> samplers = new ArrayList<>();
    samplers.add(new AncestralSampler(chain, diffusion));
    samplers.add(new DdimSampler(chain, diffusion, 0.5));
    samplers.add(new DdimSampler(chain, diffusion, new DdimSampler.Settings(estimator, 0, false)));
    IntStream.rangeClosed(1, 3)
        .forEach(
            order -> {
              samplers.add(
                  new DpmSolverSampler(
                      chain, diffusion, new DpmSolverSampler.Settings(estimator, order, 0, true)));
              samplers.add(
                  new DpmSolverSampler(
                      chain, diffusion, new DpmSolverSampler.Settings(estimator, order, 1, true)));
              samplers.add(new UniPcSampler(chain, diffusion, estimator, order));
            });
    return samplers.stream().map(sampler -> sampler.sample(IDS)).toList();
  }
}
