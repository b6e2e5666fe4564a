package io.github.sparkddpm.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredSparkTest {

  @Test
  void theSparkOfTheBuildFits() {
    assertThat(RequiredSpark.mismatch()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.0, 2.12.18",
    "3.5.0.7.2.18.0-641, 2.12.15",
    "3.5, 2.12",
    "3.5.5, 2.13.8",
    "4.0.1, 2.13.16",
    "4.1.0, 2.13.17"
  })
  void everyBuildOfTheLinesFits(String spark, String scala) {
    assertThat(RequiredSpark.mismatch(spark, scala)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3.4.4, 2.12.17",
    "3.50.0, 2.12.18",
    "3.5.5, 2.11.12",
    "4.0.0, 2.12.18",
    "40.0.0, 2.13.16",
    "5.0.0, 3.3.0"
  })
  void anotherIsToldWithWhatIsWanted(String spark, String scala) {
    assertThat(RequiredSpark.mismatch(spark, scala))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith("this is Spark %s with Scala %s".formatted(spark, scala))
                    .contains("needs Spark 3.5 or 4:"));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 18, 22, 25})
  void anotherJavaIsToldWithThoseWanted(int java) {
    assertThat(RequiredSpark.mismatch(java))
        .contains(
            "this is Java %s, and spark-ddpm needs Java 17 or 21: set JAVA_HOME to one"
                .formatted(java));
  }

  @Test
  void java17And21Fit() {
    assertThat(RequiredSpark.mismatch(17)).isEmpty();
    assertThat(RequiredSpark.mismatch(21)).isEmpty();
  }
}
