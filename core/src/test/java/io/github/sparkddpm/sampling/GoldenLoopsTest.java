package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.diffusion.EpsilonModel;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.random.NoiseStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole sampling loops on a toy model, against those of another implementation in
 * golden/samplers.json, which names it. It rounds the noise schedule to float; values agree to
 * 1e-6.
 */
class GoldenLoopsTest {

  private static final double TOLERANCE = 1e-6;
  private static final int TOTAL = 1000;
  private static final long[] IDS = {0, 1, 2, 3};
  private static final int[] REPORTED = {0, 1, 100, 500, 767};
  private static final EpsilonModel TOY = (xt, t) -> xt.mul(t[0] / (t[0] + 1.0));
  private static final GaussianDiffusion DIFFUSION =
      new GaussianDiffusion(NoiseSchedule.linear(TOTAL), Variance.FIXED_SMALL, false);
  private static final JsonNode LOOPS = read();

  static Stream<String> loops() {
    List<String> names = new ArrayList<>();
    LOOPS.fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("loops")
  void aLoopEndsWhereTheOtherImplementationEnds(String name) {
    JsonNode golden = LOOPS.get(name);
    List<Integer> visited = new ArrayList<>();
    golden.get("timesteps").forEach(timestep -> visited.add(timestep.asInt()));
    Collections.reverse(visited);

    double[] sampled = sample(name.split("/", -1), visited).ravel().toDoubleVector();

    double[] magnitudes = IntStream.range(0, 768).mapToDouble(i -> Math.abs(sampled[i])).toArray();
    double sum = Nd4j.createFromArray(magnitudes).sumNumber().doubleValue();
    assertThat(sum / 768).isCloseTo(golden.get("sum_abs").asDouble() / 768, within(TOLERANCE));
    assertThat(Nd4j.createFromArray(sampled).meanNumber().doubleValue())
        .isCloseTo(golden.get("mean").asDouble(), within(TOLERANCE));
    for (int i = 0; i < REPORTED.length; i++) {
      assertThat(sampled[REPORTED[i]])
          .isCloseTo(golden.get("first").get(i).asDouble(), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @MethodSource("loops")
  void theSpacingFindsTheTimestepsOfTheLoop(String name) {
    String[] parts = name.split("/", -1);
    List<Integer> visited = new ArrayList<>();
    LOOPS.get(name).get("timesteps").forEach(timestep -> visited.add(timestep.asInt()));
    Collections.reverse(visited);
    boolean leading = name.contains("/leading/");
    TimestepSpacing spacing = leading ? TimestepSpacing.LEADING : TimestepSpacing.LINSPACE;

    assertThat(
            parts[0].equals("ddim")
                ? spacing.choose(TOTAL, visited.size())
                : spacing.chooseAboveZero(TOTAL, visited.size()))
        .isEqualTo(new Timesteps(TOTAL, visited));
  }

  private static INDArray sample(String[] name, List<Integer> visited) {
    X0Estimator estimator =
        new X0Estimator(
            prediction(name[1]), name[name.length - 1].equals("clip1") ? Clip.STATIC : Clip.NONE);
    ReverseChain chain = chain(visited);
    return switch (name[0]) {
      case "ddim" ->
          name[2].equals("linspace")
              ? ddimByFixedStrides(visited, estimator)
              : walk(chain, ddim(chain, estimator), prior());
      case "dpmpp" -> walk(chain, dpmSolver(chain, estimator, order(name[2]), name[3]), prior());
      default ->
          walk(
              chain, new UniPcSampler(chain, DIFFUSION, estimator, order(name[2])).step(), prior());
    };
  }

  private static ReverseChain.Transition dpmSolver(
      ReverseChain chain, X0Estimator estimator, int order, String end) {
    return new DpmSolverSampler(
            chain,
            DIFFUSION,
            new DpmSolverSampler.Settings(estimator, order, 0, end.equals("lower-final")))
        .step();
  }

  private static ReverseChain.Transition ddim(ReverseChain chain, X0Estimator estimator) {
    return new DdimSampler(chain, DIFFUSION, new DdimSampler.Settings(estimator, 0, false)).step();
  }

  /**
   * The other implementation goes from t to t - T/S with every spacing, also where the next visited
   * timestep is another. Each such step is the first of a chain of two.
   */
  private static INDArray ddimByFixedStrides(List<Integer> visited, X0Estimator estimator) {
    int stride = TOTAL / visited.size();
    List<INDArray> x = new ArrayList<>(List.of(prior()));
    for (int i = visited.size() - 1; i >= 0; i--) {
      int t = visited.get(i);
      ReverseChain two = chain(t < stride ? List.of(t) : List.of(t - stride, t));
      two.walk(
          x.get(0),
          IDS,
          ddim(two, estimator),
          (done, steps, xt) -> {
            if (done == 1) {
              x.set(0, xt.dup());
            }
          });
    }
    return x.get(0);
  }

  private static ReverseChain chain(List<Integer> visited) {
    return new ReverseChain(
        TOY, new Timesteps(TOTAL, visited), new ImageShape(3, 8, 8), new NoiseStream(1));
  }

  private static INDArray walk(ReverseChain chain, ReverseChain.Transition step, INDArray prior) {
    return chain.walk(prior, IDS, step, Sampler.Observer.NONE);
  }

  /** Returns x[n,c,h,w] = (((c*8+h)*8+w)*4+n)/768. */
  private static INDArray prior() {
    return Nd4j.arange(768)
        .castTo(DataType.DOUBLE)
        .divi(768)
        .reshape('c', 3, 8, 8, 4)
        .permute(3, 0, 1, 2)
        .dup('c');
  }

  private static int order(String name) {
    return Integer.parseInt(name.substring("order".length()));
  }

  private static Prediction prediction(String name) {
    return switch (name) {
      case "epsilon" -> Prediction.EPSILON;
      case "v_prediction" -> Prediction.V;
      default -> Prediction.X0;
    };
  }

  private static JsonNode read() {
    try (InputStream in = GoldenLoopsTest.class.getResourceAsStream("/golden/samplers.json")) {
      return new ObjectMapper().readTree(in).required("samplers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
