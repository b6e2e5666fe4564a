package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.sparkddpm.evaluation.Judgement.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {

  /** Mean 4 and standard deviation 1. */
  private static final Moments REAL = Moments.of(3, 4, 5);

  @ParameterizedTest
  @CsvSource({
    "0, as good as real",
    "6, as good as real",
    "6.1, close",
    "12, close",
    "12.1, worse",
    "NaN, worse"
  })
  void theWordIsByWhatRealImagesReachByChance(double distance, String words) {
    assertThat(new Judgement(10, Moments.of(distance), REAL).verdict().words()).isEqualTo(words);
  }

  @Test
  void theFactorIsInLimits() {
    Judgement judged = new Judgement(10, Moments.of(15, 18, 21), REAL);

    assertThat(judged.limit()).isEqualTo(6);
    assertThat(judged.factor()).isEqualTo(3);
    assertThat(judged.factorError()).isCloseTo(0.5, within(1e-12));
  }

  /** Unbiased kernel distances of equal images may be negative. */
  @Test
  void equalImagesAreAsGoodAsReal() {
    assertThat(new Judgement(10, Moments.of(0, 0), Moments.of(0, 0)).verdict())
        .isEqualTo(Verdict.AS_GOOD_AS_REAL);
    assertThat(new Judgement(10, Moments.of(-0.3, -0.1), Moments.of(-0.1, 0.1)).verdict())
        .isEqualTo(Verdict.AS_GOOD_AS_REAL);
  }
}
