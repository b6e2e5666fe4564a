package io.github.sparkddpm.network.torch;

import static io.github.sparkddpm.network.torch.Parity.CPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.network.DeviceMemoryException;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {

  private static final long[] SHAPE = {512, 3, 64, 32};

  @Test
  void wantOfMemoryNamesTheBatchAndWhatToLower() {
    assertThatThrownBy(
            () -> TorchCall.compute(CPU, SHAPE, () -> CPU.empty(ScalarType.Float, 1L << 50)))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageStartingWith("Out of memory on the host with a batch of 512 images of 64x32x3:")
        .hasMessageContaining("lower training.batch-size");
  }

  @Test
  void wantOfAGpusMemoryIsToldLikewise() {
    RuntimeException cuda =
        new RuntimeException("CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has ...");
    assertThat(TorchCall.explained(cuda, new TorchTarget(true, true), SHAPE))
        .hasMessageStartingWith("Out of memory on the GPU with a batch of 512 images");
  }

  @Test
  void anotherFailureStaysWhatItIs() {
    RuntimeException other = new RuntimeException("Expected 4D input");
    assertThat(TorchCall.explained(other, CPU, SHAPE)).isSameAs(other);
  }
}
