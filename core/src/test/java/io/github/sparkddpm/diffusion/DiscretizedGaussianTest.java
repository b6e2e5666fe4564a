package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.Golden;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiscretizedGaussianTest {

  static Stream<JsonNode> cases() {
    return StreamSupport.stream(Golden.at("discretized_gaussian", "cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePixelsLogProbabilityHasItsReferenceValue(JsonNode reference) {
    double logLikelihood =
        DiscretizedGaussian.logLikelihood(
            reference.required("x").asDouble(),
            reference.required("mean").asDouble(),
            reference.required("log_scale").asDouble());
    assertThat(logLikelihood)
        .isCloseTo(reference.required("logp_nats_exact_erf").asDouble(), within(1e-11));
    assertThat(logLikelihood)
        .as("near the reference code's tanh approximation")
        .isCloseTo(reference.required("logp_nats").asDouble(), within(0.01));
  }

  @Test
  void the256PixelsShareAllTheProbability() {
    double sum = probabilityOfAllPixels(0, -1);
    assertThat(sum)
        .isCloseTo(Golden.number("discretized_gaussian", "sum_over_256_exact"), within(1e-13));
    assertThat(probabilityOfAllPixels(0.9, -3)).isCloseTo(1, within(1e-9));
  }

  @Test
  void tailsAreMirrorImagesDownToTheClamp() {
    double logScale = Math.log(0.1);
    double right = DiscretizedGaussian.logLikelihood(100 / 127.5, 0.1, logScale);
    double left = DiscretizedGaussian.logLikelihood(-100 / 127.5, -0.1, logScale);
    assertThat(right).isLessThan(-25).isGreaterThan(Math.log(DiscretizedGaussian.MIN_PROBABILITY));
    assertThat(right).isCloseTo(left, within(1e-12));
  }

  private static double probabilityOfAllPixels(double mean, double logScale) {
    return IntStream.rangeClosed(0, 255)
        .mapToDouble(
            b -> Math.exp(DiscretizedGaussian.logLikelihood(b / 127.5 - 1, mean, logScale)))
        .sum();
  }
}
