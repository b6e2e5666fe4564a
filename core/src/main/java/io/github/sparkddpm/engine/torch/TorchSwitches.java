package io.github.sparkddpm.engine.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/**
 * Torch's switches in this process: precision, and whether results are the same bits every time.
 */
final class TorchSwitches {

  private TorchSwitches() {}

  /**
   * Sets the switches.
   *
   * @param tf32 whether GPUs may round the factors of float32 products to 10 bits
   * @param deterministic whether a GPU must give the same bits every time, which is slower and
   *     needs CUBLAS_WORKSPACE_CONFIG=:4096:8 in the environment; a CPU always does
   */
  static void set(boolean tf32, boolean deterministic) {
    try (PointerScope scope = new PointerScope()) {
      Context context = torch.globalContext();
      context.setAllowTF32CuBLAS(tf32);
      context.setAllowTF32CuDNN(tf32);
      context.setDeterministicAlgorithms(deterministic, false);
      context.setDeterministicCuDNN(deterministic);
      // Lets cuDNN try algorithms on the first batch of a shape: its choice may differ from run to
      // run.
      context.setBenchmarkCuDNN(!deterministic);
    }
  }
}
