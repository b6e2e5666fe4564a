package io.github.sparkddpm.network.torch;

import io.github.sparkddpm.network.DeviceMemoryException;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;

/** Runs work with torch: frees what it leaves behind, and says which batch did not fit. */
final class TorchCall {

  private TorchCall() {}

  /**
   * Runs work on a batch.
   *
   * @param shape of the images, [B,C,H,W]
   * @param work returns nothing native but what it has retained
   * @throws DeviceMemoryException if memory runs out
   */
  static <T> T compute(TorchTarget target, long[] shape, Supplier<T> work) {
    OneBlasThread blas = target.cuda() ? null : new OneBlasThread();
    try (PointerScope scope = new PointerScope()) {
      return work.get();
    } catch (RuntimeException e) {
      throw explained(e, target, shape);
    } finally {
      if (blas != null) {
        blas.close();
      }
    }
  }

  /**
   * Explains a failure by its text, in which alone torch names it: "CUDA out of memory. Tried to
   * allocate".
   */
  static RuntimeException explained(RuntimeException failure, TorchTarget target, long[] shape) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    boolean memory = message.contains("out of memory") || message.contains("can't allocate memory");
    return memory
        ? new DeviceMemoryException(target.cuda() ? "the GPU" : "the host", shape, failure)
        : failure;
  }
}
