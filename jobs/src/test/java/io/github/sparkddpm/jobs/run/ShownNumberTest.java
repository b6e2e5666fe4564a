package io.github.sparkddpm.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownNumberTest {

  @Test
  void numbersHaveFourDigitsAndNoExponent() {
    assertThat(ShownNumber.of(2461.26)).isEqualTo("2461");
    assertThat(ShownNumber.of(123456.7)).isEqualTo("123457");
  }

  @Test
  void whatIsNoNumberIsADash() {
    assertThat(ShownNumber.of(Double.POSITIVE_INFINITY)).isEqualTo(ShownNumber.UNKNOWN);
    assertThat(ShownNumber.of(null)).isEqualTo(ShownNumber.UNKNOWN);
  }
}
