package io.github.sparkddpm.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "385.6, 12506, 386 ± 12506",
    "-3.46159, 0.8211, -3.46 ± 0.82",
    "0.00012345, 0.000067, 0.000123 ± 0.000067",
    "9.1234, 0, 9.123",
    "9.1234, NaN, 9.123",
    "NaN, 1, –"
  })
  void anErrorSaysWhichDigitsAreKnown(double value, double error, String text) {
    assertThat(ShownNumber.withError(value, error)).isEqualTo(text);
  }

  @Test
  void sharesHaveThreeDigits() {
    assertThat(ShownNumber.share(0.8)).isEqualTo("0.800");
  }
}
