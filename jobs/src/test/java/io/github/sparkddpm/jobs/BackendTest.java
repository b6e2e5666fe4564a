package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class BackendTest {

  @Test
  void theBackendOfThisBuildLoads() {
    assertThatCode(Backend::check).doesNotThrowAnyException();
  }

  @Test
  void aMissingCudaLibraryIsNamedWithTheBuildThatDoesWithoutIt() {
    Throwable missing =
        new ExceptionInInitializerError(
            new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file"));

    assertThat(Backend.unavailable(true, missing).getMessage())
        .contains("libcuda.so.1: cannot open", "NVIDIA", "without that profile")
        .doesNotContain("\n");
  }

  @Test
  void aCpuTooOldIsToldWhatIsNeeded() {
    assertThat(Backend.unavailable(false, new UnsatisfiedLinkError("no jnind4jcpu")).getMessage())
        .contains("no jnind4jcpu", "AVX2");
  }
}
