package io.github.sparkddpm.network.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Keeps OpenBLAS at one thread while torch computes on the processor, and then restores its number.
 * Each of torch's threads calls OpenBLAS. If OpenBLAS started threads for each of them, they would
 * swamp the machine, and a step would take up to ten times the processor time.
 */
final class OneBlasThread implements AutoCloseable {

  private static int holders;
  private static int before;

  OneBlasThread() {
    hold();
  }

  private static synchronized void hold() {
    if (holders++ == 0) {
      before = openblas_nolapack.blas_get_num_threads();
      set(1);
    }
  }

  private static synchronized void release() {
    if (--holders == 0) {
      set(before);
    }
  }

  /**
   * Sets the threads. JavaCPP creates pointers to functions for each call, which would otherwise
   * wait for the collector.
   */
  private static void set(int threads) {
    try (PointerScope scope = new PointerScope()) {
      openblas_nolapack.blas_set_num_threads(threads);
    }
  }

  @Override
  public void close() {
    release();
  }
}
