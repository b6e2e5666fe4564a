package io.github.sparkddpm.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.EngineConfig;
import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineConfig.Name;
import io.github.sparkddpm.engine.EngineConfig.Precision;
import io.github.sparkddpm.engine.EngineException;
import io.github.sparkddpm.engine.Engines;
import java.lang.Runtime.Version;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TorchLibrariesTest {

  @Test
  void thisBuildsTestsHaveTorchOnTheCpu() {
    assertThat(TorchLibraries.devices()).containsExactly(Device.CPU);
    EngineConfig torch = new EngineConfig(Name.TORCH, Device.AUTO, Precision.BFLOAT16);
    Engines engines = Engines.ofBuild();
    assertThat(engines.open(engines.choose(torch, () -> false)).library())
        .isEqualTo("torch 2.10.0");
  }

  @Test
  void aGpuThatIsNotThereIsRefusedInOneLine() {
    TorchLibraries.load();
    assertThatThrownBy(TorchLibraries::requireGpu)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("engine.device = cuda: torch finds no GPU it can use (")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void aTransportWithoutItsLibrarySaysSoInOneLine() {
    TorchLibraries.load();
    assertThat(Transport.GLOO.obstacle()).isEmpty();
    assertThat(Transport.NCCL.obstacle())
        .hasValueSatisfying(obstacle -> assertThat(obstacle.lines()).hasSize(1));
  }

  @Test
  void aGpuOfTooOldAKindIsToldByTheNewestThatIsMissing() {
    RuntimeException torch =
        new RuntimeException(
            "CUDA error: no kernel image is available for execution on the device");
    assertThat(LoadFailure.ofGpu(torch, "2.10.0"))
        .hasMessageContaining("libtorch 2.10.0 has no machine code for this GPU")
        .hasMessageContaining("compute capability 7.5 (T4) or newer");
  }

  @Test
  void aLibtorchOfAnotherVersionIsNamedBesideTheOneThatFits() {
    assertThatCode(() -> TorchLibraries.requireFitting("2.11.0+cu130")).doesNotThrowAnyException();
    assertThatThrownBy(() -> TorchLibraries.requireFitting("2.9.1"))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("needs libtorch 2.10 or 2.11, but the one on this machine is 2.9.1");
  }

  @Test
  void aMissingLibraryIsNamed() {
    assertThat(
            failure("/x/libjnitorch.so: libcupti.so.13: cannot open shared object file: No such"))
        .hasMessageStartingWith("Cannot load libtorch: CUDA's libcupti.so.13 is missing.");
    assertThat(failure("/x/libjnitorch.so: libtorch_cpu.so: cannot open shared object file: No"))
        .hasMessageStartingWith("Cannot load libtorch: libtorch_cpu.so is missing.");
    assertThat(failure("/x/libjnitorch.so: undefined symbol: _ZN5torch"))
        .hasMessageContaining("2.10 or 2.11: it lacks _ZN5torch");
    assertThat(failure("/lib/libm.so.6: version `GLIBC_2.35' not found (required by /x/y.so)"))
        .hasMessageContaining("it needs GLIBC_2.35");
    assertThat(failure("no jnitorch in java.library.path"))
        .hasMessageContaining("needs a build with it: mvn -Ptorch");
  }

  @Test
  void anOldGlibcIsNamedBesideTheOneThatIsNeeded() {
    byte[] library =
        "\0GNU C Library (Ubuntu GLIBC 2.31-0ubuntu9) stable release version 2.31.\n\0"
            .getBytes(StandardCharsets.ISO_8859_1);
    Version found = Glibc.versionOf(library).orElseThrow();
    assertThatThrownBy(() -> TorchLibraries.requireGlibc(found, Version.parse("2.35")))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("needs glibc 2.35 or newer")
        .hasMessageContaining("but this machine has 2.31");
    assertThat(Glibc.version().orElseThrow()).isGreaterThan(Version.parse("2.30"));
  }

  private static BackendException failure(String message) {
    LinkageError outer = new UnsatisfiedLinkError("no jnitorch in java.library.path: /usr/lib");
    return LoadFailure.of(outer.initCause(new UnsatisfiedLinkError(message)));
  }
}
