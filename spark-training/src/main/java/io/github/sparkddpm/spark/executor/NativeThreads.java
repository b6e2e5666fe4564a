package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.host.HostMemory;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The number of threads for arithmetic. */
public final class NativeThreads {

  private NativeThreads() {}

  /**
   * Sets the threads of the operations that the calling thread starts. OpenMP (element-wise
   * operations and oneDNN) keeps a number for every thread. OpenBLAS (matrix products) and our own
   * kernels have one for the whole process.
   *
   * @param threads 0 for all cores of the machine, divided among the tasks
   * @param tasks how many tasks share this process, at least 1
   * @return the number that is used, at least 1
   */
  public static int use(int threads, int tasks) {
    int used = share(threads, tasks);
    // Nd4j comes first: its initializer sets the properties that NativeOpsHolder's initializer
    // reads.
    Nd4j.factory().blas().setMaxThreads(used);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(used);
    HostMemory.threads(used);
    return used;
  }

  /** Returns the number that {@link #use} uses. */
  static int share(int threads, int tasks) {
    return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / tasks);
  }
}
