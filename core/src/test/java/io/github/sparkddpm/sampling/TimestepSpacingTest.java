package io.github.sparkddpm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.sparkddpm.Golden;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestepSpacingTest {

  @ParameterizedTest
  @CsvSource({
    "LINSPACE, openai_1000_[10]",
    "LINSPACE, diffusers_linspace_10",
    "LEADING, openai_1000_ddim10",
    "LEADING, diffusers_leading_10",
    "TRAILING, diffusers_trailing_10",
    "QUADRATIC, ddim_quad_1000_S10"
  })
  void tenOfAThousandAreThePublishedOnes(TimestepSpacing spacing, String reference) {
    List<Integer> published = Golden.integers("respacing", reference).stream().sorted().toList();
    assertThat(spacing.choose(1000, 10).chosen()).isEqualTo(published);
  }

  @Test
  void aSolverNeverVisitsTheFirstTimestepUnlessItVisitsAll() {
    assertThat(TimestepSpacing.LEADING.chooseAboveZero(1000, 4).chosen())
        .containsExactly(200, 400, 600, 800);
    assertThat(TimestepSpacing.LINSPACE.chooseAboveZero(1000, 1).chosen()).containsExactly(999);
    assertThat(TimestepSpacing.TRAILING.chooseAboveZero(1000, 4).chosen())
        .containsExactly(249, 499, 749, 999);
    for (TimestepSpacing spacing : TimestepSpacing.values()) {
      assertThat(spacing.chooseAboveZero(50, 5).chosen()).hasSize(5).doesNotContain(0);
      assertThat(spacing.distinctAboveZero(50, 5)).isTrue();
    }
    assertThat(TimestepSpacing.LINSPACE.chooseAboveZero(50, 50)).isEqualTo(Timesteps.all(50));
    assertThat(TimestepSpacing.QUADRATIC.distinctAboveZero(50, 49)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = "QUADRATIC", mode = EnumSource.Mode.EXCLUDE)
  void anyNumberOfStepsCanBeChosenAndAllOfThemAreAll(TimestepSpacing spacing) {
    for (int steps = 1; steps <= 100; steps++) {
      assertThat(spacing.choose(100, steps).steps()).isEqualTo(steps);
    }
    assertThat(spacing.choose(100, 100)).isEqualTo(Timesteps.all(100));
  }

  @Test
  void aSingleStepStartsFromTheNoisiestTimestepWhereTheSpacingHoldsIt() {
    assertThat(TimestepSpacing.LINSPACE.choose(1000, 1).chosen()).containsExactly(999);
    assertThat(TimestepSpacing.TRAILING.choose(1000, 1).chosen()).containsExactly(999);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1001})
  void moreOrFewerStepsThanThereAreTimestepsAreRefused(int steps) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimestepSpacing.LEADING.choose(1000, steps))
        .withMessage(
            "Sampling steps must be in [1, 1000], the timesteps of the model, got " + steps);
  }

  @Test
  void timestepsThatDoNotIncreaseOrAreOutOfRangeAreRefused() {
    for (List<Integer> wrong : Arrays.asList(List.of(3, 3), List.of(3, 2), List.of(9, 10))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Timesteps(10, wrong))
          .withMessageContaining("in [0, 10), got %d after %d", wrong.get(1), wrong.get(0));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Timesteps(10, List.of(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Timesteps(10, List.of()));
  }

  @Test
  void tooDenseAQuadraticSpacingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimestepSpacing.QUADRATIC.choose(1000, 900))
        .withMessageContaining("increase strictly");
  }
}
