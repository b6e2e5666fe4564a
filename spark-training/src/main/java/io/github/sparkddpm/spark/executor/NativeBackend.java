package io.github.sparkddpm.spark.executor;

import io.github.sparkddpm.engine.BackendException;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backend of ND4J in this build, and a check that its native libraries load. */
public final class NativeBackend {

  private static final Logger LOG = LoggerFactory.getLogger(NativeBackend.class);

  /**
   * A class that is only in builds with the profile cuda. CUDA's own classes may be in other
   * builds, too.
   */
  private static final String CUDA_BACKEND = "/org/nd4j/linalg/jcublas/JCublasBackend.class";

  /** The class that loads libcuda. */
  private static final String CUDA_RUNTIME = "org.bytedeco.cuda.global.cudart";

  private NativeBackend() {}

  /** Returns whether ND4J computes on NVIDIA GPUs in this build. */
  private static boolean isCuda() {
    return NativeBackend.class.getResource(CUDA_BACKEND) != null;
  }

  /**
   * Loads the libraries that can be loaded without touching a GPU, so that a run fails early
   * without them. First checks the folders that they are unpacked into.
   *
   * @throws BackendException naming what is missing and the build that does without it
   */
  public static void check() {
    UnpackingFolders.check();
    boolean cuda = isCuda();
    try {
      if (cuda) {
        // ND4J itself would print a stack trace.
        Class.forName(CUDA_RUNTIME);
      } else {
        Nd4j.getBackend();
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      throw unavailable(cuda, e);
    }
  }

  /**
   * Loads the backend; from then on it uses the GPU.
   *
   * @throws BackendException naming what is missing and the build that does without it
   */
  public static void load() {
    check();
    try {
      if (isCuda()) {
        ComputeCapability.ofGpu().requireNd4j();
      }
      LOG.debug("ND4J backend: {}", Nd4j.getBackend().getClass().getSimpleName());
    } catch (BackendException e) {
      throw e;
    } catch (LinkageError | RuntimeException e) {
      throw unavailable(isCuda(), e);
    }
  }

  /** Returns the error for libraries that do not load. */
  static BackendException unavailable(boolean cuda, Throwable failure) {
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
    String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new BackendException(
        "Cannot load ND4J's native libraries: %s. %s".formatted(reason, remedy), failure);
  }
}
