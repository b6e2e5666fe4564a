package io.github.sparkddpm.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequiredSparkTest {

  @Test
  void theSparkOfTheBuildFits() {
    assertThat(RequiredSpark.mismatch()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3.5.0, 2.12.18", "3.5.0.7.2.18.0-641, 2.12.15", "3.5, 2.12"})
  void everyBuildOfTheLineFits(String spark, String scala) {
    assertThat(RequiredSpark.mismatch(spark, scala)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4.0.0, 2.13.16", "3.5.5, 2.13.8", "3.4.4, 2.12.17", "3.50.0, 2.12.18"})
  void anotherIsToldWithWhatIsWanted(String spark, String scala) {
    assertThat(RequiredSpark.mismatch(spark, scala))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith("this is Spark %s with Scala %s".formatted(spark, scala))
                    .contains("needs Spark 3.5 with Scala 2.12"));
  }
}
