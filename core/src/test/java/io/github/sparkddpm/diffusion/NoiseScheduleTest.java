package io.github.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.sparkddpm.Golden;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleTest {

  private interface Quantity {
    double at(NoiseSchedule schedule, int i);
  }

  private static final Map<String, Quantity> QUANTITIES =
      Map.of(
          "beta", NoiseSchedule::beta,
          "alpha_bar", NoiseSchedule::alphaBar,
          "alpha_bar_prev", NoiseSchedule::alphaBarPrev,
          "post_var", NoiseSchedule::posteriorVariance,
          "c0", NoiseSchedule::posteriorX0Coefficient,
          "ct", NoiseSchedule::posteriorXtCoefficient,
          "post_logvar_clipped", Variance.FIXED_SMALL::logVariance,
          "fixedlarge_logvar", Variance.FIXED_LARGE::logVariance,
          "snr", NoiseSchedule::snr);

  @ParameterizedTest
  @EnumSource
  void everyCoefficientHasItsReferenceValue(NoiseSchedule.Kind kind) {
    NoiseSchedule schedule = kind.schedule(1000);
    String section = kind.name().toLowerCase(Locale.ROOT);
    QUANTITIES.forEach(
        (name, quantity) ->
            Golden.byTimestep(section, name)
                .forEach(
                    (i, expected) ->
                        assertThat(quantity.at(schedule, i))
                            .as("%s %s at index %d", section, name, i)
                            .isCloseTo(expected, withinPercentage(1e-9))));
  }

  @Test
  void aZeroTerminalSnrHasTheAlphasOfAnotherImplementation() {
    NoiseSchedule schedule = NoiseSchedule.linear(1000).withZeroTerminalSnr();
    Golden.samplers("zero_terminal_snr", "alphas_cumprod")
        .properties()
        .forEach(
            entry ->
                // The other one computes in float: between 1 - alphaBar and 1 little is left of it.
                assertThat(schedule.alphaBar(Integer.parseInt(entry.getKey())))
                    .isCloseTo(
                        entry.getValue().asDouble(),
                        offset(1e-6 * entry.getValue().asDouble() + 2e-12)));
  }

  @ParameterizedTest
  @EnumSource
  void aZeroTerminalSnrLeavesTheFirstTimestepAndNothingOfTheImageAtTheLast(
      NoiseSchedule.Kind kind) {
    NoiseSchedule plain = kind.schedule(50);
    NoiseSchedule schedule = plain.withZeroTerminalSnr();
    assertThat(schedule.hasZeroTerminalSnr()).isTrue();
    assertThat(plain.hasZeroTerminalSnr()).isFalse();
    assertThat(schedule.alphaBar(0)).isEqualTo(plain.alphaBar(0));
    assertThat(schedule.alphaBar(49)).isZero();
    assertThat(schedule.warning()).isEmpty();
    double first = Math.sqrt(plain.alphaBar(0));
    double last = Math.sqrt(plain.alphaBar(49));
    for (int i = 0; i < 50; i++) {
      double scaled = (Math.sqrt(plain.alphaBar(i)) - last) * first / (first - last);
      assertThat(Math.sqrt(schedule.alphaBar(i))).isCloseTo(scaled, offset(1e-12));
    }
    assertThat(schedule.respaced(List.of(10, 49)).hasZeroTerminalSnr()).isTrue();
    assertThat(schedule.respaced(List.of(10, 48)).hasZeroTerminalSnr()).isFalse();
  }

  @Test
  void aZeroTerminalSnrNeedsTwoTimestepsAndAnotherTargetThanEpsilon() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NoiseSchedule.linear(1).withZeroTerminalSnr())
        .withMessageContaining("at least 2 timesteps");
    NoiseSchedule schedule = NoiseSchedule.linear(2).withZeroTerminalSnr();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianDiffusion(schedule, Variance.FIXED_SMALL, true))
        .withMessageContaining("must predict v or x_0");
  }

  @ParameterizedTest
  @EnumSource
  void theIdentitiesBetweenTheTablesHoldAtEveryTimestep(NoiseSchedule.Kind kind) {
    NoiseSchedule schedule = kind.schedule(1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(schedule.alpha(i) * schedule.alphaBarPrev(i))
          .isCloseTo(schedule.alphaBar(i), withinPercentage(1e-9));
      assertThat(schedule.oneMinusAlphaBar(i))
          .isCloseTo(1 - schedule.alphaBar(i), withinPercentage(1e-8));
      assertThat(Math.exp(schedule.logOneMinusAlphaBar(i)))
          .isCloseTo(schedule.oneMinusAlphaBar(i), withinPercentage(1e-8));
    }
  }

  @Test
  void respacingKeepsAlphaBarAtTheChosenTimesteps() {
    List<Integer> chosen = Golden.integers("respacing", "openai_1000_[10]");
    NoiseSchedule full = NoiseSchedule.linear(1000);
    NoiseSchedule respaced = full.respaced(chosen);
    double[] betas = Golden.numbers("respacing", "openai_[10]_linear_new_betas");
    assertThat(respaced.timesteps()).isEqualTo(10);
    for (int j = 0; j < 10; j++) {
      assertThat(respaced.beta(j)).isCloseTo(betas[j], withinPercentage(1e-9));
      assertThat(respaced.alphaBar(j))
          .isCloseTo(full.alphaBar(chosen.get(j)), withinPercentage(1e-10));
    }
  }

  @Test
  void respacingToAllTimestepsChangesNothing() {
    NoiseSchedule full = NoiseSchedule.cosine(50);
    NoiseSchedule same = full.respaced(IntStream.range(0, 50).boxed().toList());
    for (int i = 0; i < 50; i++) {
      assertThat(same.beta(i)).isCloseTo(full.beta(i), withinPercentage(1e-9));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSingleTimestepGivesFiniteCoefficients(NoiseSchedule.Kind kind) {
    NoiseSchedule schedule = kind.schedule(1);
    assertThat(schedule.beta(0)).isBetween(1e-4, 0.999);
    assertThat(schedule.posteriorLogVarianceClipped(0)).isEqualTo(Math.log(schedule.beta(0)));
    assertThat(schedule.posteriorX0Coefficient(0)).isCloseTo(1, withinPercentage(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3})
  void fewerThanOneTimestepIsRefused(int timesteps) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NoiseSchedule.linear(timesteps))
        .withMessage("A noise schedule needs at least 1 timestep, got " + timesteps);
    assertThatIllegalArgumentException().isThrownBy(() -> NoiseSchedule.cosine(timesteps));
  }

  @Test
  void aScheduleThatLeavesTheImageInTheNoiseIsWarnedAbout() {
    assertThat(NoiseSchedule.linear(100).warning())
        .hasValueSatisfying(warning -> assertThat(warning).contains("100 timesteps", "60.3%"));
  }

  @Test
  void thePublishedSchedulesAreNotWarnedAbout() {
    assertThat(NoiseSchedule.linear(1000).warning()).isEmpty();
    assertThat(NoiseSchedule.cosine(1000).warning()).isEmpty();
    assertThat(NoiseSchedule.cosine(10).warning()).isEmpty();
  }
}
