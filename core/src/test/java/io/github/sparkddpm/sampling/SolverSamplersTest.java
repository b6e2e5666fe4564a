package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The laws of the multistep solvers, beyond the loops of {@link GoldenLoopsTest}. */
class SolverSamplersTest {

  private static final NoiseStream NOISE = new NoiseStream(5);
  private static final ImageShape SHAPE = new ImageShape(1, 6, 6);
  private static final NoiseSchedule LINEAR = NoiseSchedule.linear(1000);
  private static final GaussianDiffusion DIFFUSION =
      new GaussianDiffusion(LINEAR, Variance.FIXED_SMALL, false);
  private static final X0Estimator UNCLIPPED = X0Estimator.of(DIFFUSION);
  private static final long[] IDS = {2, 30};

  /** Both solvers of every order, with noise and without. */
  private static Stream<Sampler> all(ReverseChain chain, X0Estimator estimator) {
    return Stream.of(1, 2, 3)
        .flatMap(
            order ->
                Stream.of(
                    dpm(chain, estimator, order, 0),
                    dpm(chain, estimator, order, 0.6),
                    dpm(chain, estimator, order, 1),
                    new UniPcSampler(chain, DIFFUSION, estimator, order)));
  }

  @Test
  void aKnownImageIsFoundAgainByItsPerfectModel() {
    INDArray image = NOISE.gaussian(Purpose.SHUFFLE, 0, IDS, SHAPE.batch(2)).muli(0.2);
    EpsilonModel perfect = (xt, timesteps) -> DIFFUSION.predictEpsilon(xt, timesteps, image);
    ReverseChain chain = chain(perfect, TimestepSpacing.TRAILING.chooseAboveZero(1000, 7));

    assertThat(all(chain, new X0Estimator(Prediction.EPSILON, Clip.STATIC)))
        .allSatisfy(sampler -> assertThat(sampler.sample(IDS).equalsWithEps(image, 1e-5)).isTrue());
  }

  @Test
  void anImageIsTheSameInAnyBatchAndOneSamplerDrawsMany() {
    ReverseChain chain =
        chain(new GaussianOracle(LINEAR), TimestepSpacing.LINSPACE.chooseAboveZero(1000, 6));
    assertThat(all(chain, new X0Estimator(Prediction.EPSILON, Clip.DYNAMIC)))
        .allSatisfy(
            sampler -> {
              INDArray alone = sampler.sample(7);
              INDArray together = sampler.sample(LongStream.range(0, 12).toArray());
              assertThat(together.slice(7)).isEqualTo(alone.slice(0));
              assertThat(sampler.sample(7)).isEqualTo(alone);
            });
  }

  @Test
  void ofOrderOneItIsDdimWithoutNoiseAndAncestralWithAll() {
    Timesteps timesteps = TimestepSpacing.LINSPACE.chooseAboveZero(1000, 8);
    ReverseChain chain = chain(new GaussianOracle(LINEAR), timesteps);

    assertThat(
            dpm(chain, UNCLIPPED, 1, 0)
                .sample(IDS)
                .equalsWithEps(new DdimSampler(chain, DIFFUSION, 0).sample(IDS), 1e-4))
        .isTrue();
    assertThat(
            dpm(chain, UNCLIPPED, 1, 1)
                .sample(IDS)
                .equalsWithEps(new AncestralSampler(chain, DIFFUSION).sample(IDS), 1e-4))
        .isTrue();
  }

  /**
   * Compares the share of x_T that is left at a later timestep, which is known for data N(0, 1/4):
   * that of the flow without noise, that of the posterior with all noise, and a product of their
   * powers between. Twice the steps leave about half of the error at order 1, and a quarter above.
   */
  @ParameterizedTest
  @CsvSource({
    "dpm, 0, 1, 1.7",
    "dpm, 0, 2, 3.2",
    "dpm, 0, 3, 3.2",
    "dpm, 0.6, 1, 1.7",
    "dpm, 0.6, 2, 3.2",
    "dpm, 0.6, 3, 3.2",
    "unipc, 0, 2, 3.2",
    "unipc, 0, 3, 3.2"
  })
  void theErrorFallsWithTheStepsAsTheOrderPromises(
      String name, double eta, int order, double ratio) {
    double coarse = error(name, eta, order, 40);
    double fine = error(name, eta, order, 80);

    assertThat(coarse / fine).isGreaterThan(ratio);
    assertThat(fine).isLessThan(order == 1 ? 0.1 : 0.01);
  }

  private static double error(String name, double eta, int order, int steps) {
    List<Integer> visited = evenInLambda(steps);
    ReverseChain chain =
        chain(
            (xt, t) -> xt.mul(Math.sqrt(sigma2(t[0])) / variance(t[0])),
            new Timesteps(1000, visited));
    INDArray ones = Nd4j.ones(DataType.DOUBLE, SHAPE.batch(2));
    INDArray left =
        almostAll(chain, step(chain, name, eta, order), ones)
            .sub(almostAll(chain, step(chain, name, eta, order), ones.like()));
    int image = visited.get(0);
    int noise = visited.get(steps);
    double spread = variance(image) / variance(noise);
    double flow = Math.sqrt(spread);
    double posterior = spread * Math.sqrt(LINEAR.alphaBar(noise) / LINEAR.alphaBar(image));
    double exact = Math.pow(flow, 1 - eta * eta) * Math.pow(posterior, eta * eta);
    return Math.abs(left.getDouble(0) / exact - 1);
  }

  /** Walks the chain but for its last step; noise is the same each time. */
  private static INDArray almostAll(
      ReverseChain chain, ReverseChain.Transition step, INDArray prior) {
    INDArray[] result = new INDArray[1];
    chain.walk(
        prior,
        IDS,
        step,
        (done, all, xt) -> {
          if (done == all - 1) {
            result[0] = xt.dup();
          }
        });
    return result[0];
  }

  private static ReverseChain.Transition step(
      ReverseChain chain, String name, double eta, int order) {
    return name.equals("dpm")
        ? dpm(chain, UNCLIPPED, order, eta).step()
        : new UniPcSampler(chain, DIFFUSION, UNCLIPPED, order).step();
  }

  private static double sigma2(int timestep) {
    return LINEAR.oneMinusAlphaBar(timestep);
  }

  private static double variance(int timestep) {
    return LINEAR.alphaBar(timestep) / 4 + sigma2(timestep);
  }

  private static List<Integer> evenInLambda(int steps) {
    double low = LINEAR.halfLogSnr(999);
    double high = LINEAR.halfLogSnr(20);
    return IntStream.rangeClosed(0, steps)
        .mapToObj(i -> nearest(high + (low - high) * i / steps))
        .toList();
  }

  private static int nearest(double lambda) {
    return IntStream.range(0, 1000)
        .boxed()
        .min(Comparator.comparingDouble(i -> Math.abs(LINEAR.halfLogSnr(i) - lambda)))
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void anOrderThatIsNotPublishedIsRefused(int order) {
    ReverseChain chain = chain(new GaussianOracle(LINEAR), Timesteps.all(1000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dpm(chain, UNCLIPPED, order, 0))
        .withMessage("A solver's order must be in [1, 3], got " + order);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UniPcSampler(chain, DIFFUSION, UNCLIPPED, order))
        .withMessage("A solver's order must be in [1, 3], got " + order);
  }

  private static ReverseChain chain(EpsilonModel model, Timesteps timesteps) {
    return new ReverseChain(model, timesteps, SHAPE, NOISE);
  }

  private static DpmSolverSampler dpm(
      ReverseChain chain, X0Estimator estimator, int order, double eta) {
    return new DpmSolverSampler(
        chain, DIFFUSION, new DpmSolverSampler.Settings(estimator, order, eta, false));
  }
}
