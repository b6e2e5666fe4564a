package io.github.sparkddpm.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class NativeBackendTest {

  @Test
  void theBackendOfThisBuildLoads() {
    assertThatCode(NativeBackend::load).doesNotThrowAnyException();
  }

  @Test
  void aMissingCudaLibraryIsNamedWithTheBuildThatDoesWithoutIt() {
    Throwable missing =
        new ExceptionInInitializerError(
            new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file"));

    assertThat(NativeBackend.unavailable(true, missing).getMessage())
        .contains("libcuda.so.1: cannot open", "NVIDIA", "without that profile")
        .doesNotContain("\n");
  }

  @Test
  void aCpuTooOldIsToldWhatIsNeeded() {
    assertThat(
            NativeBackend.unavailable(false, new UnsatisfiedLinkError("no jnind4jcpu"))
                .getMessage())
        .contains("no jnind4jcpu", "AVX2");
  }
}
