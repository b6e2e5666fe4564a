package io.github.sparkddpm.jobs;

import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that ND4J's native libraries load, before a run gets far without them. */
final class Backend {

  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

  /** On the classpath of builds with the cuda profile alone; it loads libcuda. */
  private static final String CUDA_RUNTIME = "org.bytedeco.cuda.global.cudart";

  private Backend() {}

  /**
   * Loads the backend.
   *
   * @throws JobException naming what is missing and the build that does without it
   */
  static void check() {
    boolean cuda =
        Backend.class.getResource("/" + CUDA_RUNTIME.replace('.', '/') + ".class") != null;
    try {
      if (cuda) {
        // Before ND4J tries: it prints a stack trace of its own.
        Class.forName(CUDA_RUNTIME);
      }
      LOG.info("ND4J backend: {}", Nd4j.getBackend().getClass().getSimpleName());
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      throw unavailable(cuda, e);
    }
  }

  /** What to tell the user about libraries that do not load. */
  static JobException unavailable(boolean cuda, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String remedy =
        cuda
            ? "This build (-Pcuda) needs an NVIDIA GPU and the driver of CUDA 11.6 or newer;"
                + " for the CPU build without that profile: mvn -DskipTests clean package"
            : "This build needs Linux on x86-64 with AVX2; for NVIDIA GPUs build with"
                + " mvn -Pcuda -DskipTests clean package";
    return new JobException(
        ExitCode.FAILED,
        "Cannot load ND4J's native libraries: %s. %s".formatted(root.getMessage(), remedy),
        failure);
  }
}
