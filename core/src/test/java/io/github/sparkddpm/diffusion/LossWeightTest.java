package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.Golden;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LossWeightTest {

  private static final NoiseSchedule LINEAR = NoiseSchedule.linear(1000);

  /** The other implementation's schedule is in float. */
  private static final double PERCENT = 0.02;

  static Stream<String> timesteps() {
    return Golden.samplers("snr").properties().stream().map(entry -> entry.getKey());
  }

  @ParameterizedTest
  @MethodSource("timesteps")
  void minSnrWeighsAsAnotherImplementation(String timestep) {
    JsonNode golden = Golden.samplers("snr", timestep);
    int i = Integer.parseInt(timestep);
    assertThat(LINEAR.snr(i)).isCloseTo(golden.get("snr").asDouble(), withinPercentage(PERCENT));
    for (Prediction target : Prediction.values()) {
      String name = "min_snr5_" + target.name().toLowerCase(Locale.ROOT);
      assertThat(LossWeight.MIN_SNR.of(LINEAR, target, i))
          .as(name)
          .isCloseTo(golden.get(name).asDouble(), withinPercentage(PERCENT));
    }
  }

  /** A weight of the error in epsilon or v is one of the error in x_0, times its factor squared. */
  @ParameterizedTest
  @EnumSource
  void theErrorOfTheImageWeighsTheSameWhateverIsPredicted(Prediction target) {
    for (int i = 0; i < 1000; i++) {
      double factor = target.x0Coefficient(LINEAR, i);
      assertThat(LossWeight.MIN_SNR.of(LINEAR, target, i) / (factor * factor))
          .isCloseTo(Math.min(LINEAR.snr(i), 5), withinPercentage(1e-9));
    }
  }

  @Test
  void simpleWeighsEveryTimestepAlike() {
    assertThat(LossWeight.SIMPLE.of(LINEAR, Prediction.V, 3)).isEqualTo(1);
  }
}
