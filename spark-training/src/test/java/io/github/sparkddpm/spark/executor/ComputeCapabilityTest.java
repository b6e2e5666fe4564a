package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.engine.BackendException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeCapabilityTest {

  @ParameterizedTest
  @CsvSource({"3,7", "5,2", "6,0", "6,1", "7,0", "7,5", "8,0", "8,6", "8,9"})
  void nd4jComputesOnGenerationsThatItHasCodeFor(int major, int minor) {
    assertThatCode(() -> new ComputeCapability(major, minor).requireNd4j())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"3,5", "9,0", "10,0", "12,0"})
  void othersAreRefusedInOneLineThatNamesTheTorchEngine(int major, int minor) {
    assertThatThrownBy(() -> new ComputeCapability(major, minor).requireNd4j())
        .isInstanceOf(BackendException.class)
        .hasMessageContainingAll("%s.%s".formatted(major, minor), "torch engine", "-Ptorch-gpu")
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }
}
