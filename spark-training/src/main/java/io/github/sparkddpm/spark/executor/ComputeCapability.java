package io.github.sparkddpm.spark.executor;

import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import io.github.sparkddpm.engine.BackendException;
import java.util.List;

/**
 * The generation of an NVIDIA GPU, such as 8.6.
 *
 * @param major machine code runs only on GPUs of its own major number
 * @param minor machine code runs only on GPUs of its own minor number or a greater one
 */
record ComputeCapability(int major, int minor) {

  /**
   * The generations for which ND4J's library for CUDA 11.6 has machine code; it has no PTX to
   * translate.
   */
  private static final List<ComputeCapability> OF_ND4J =
      List.of(
          new ComputeCapability(3, 7),
          new ComputeCapability(5, 0),
          new ComputeCapability(6, 0),
          new ComputeCapability(7, 0),
          new ComputeCapability(8, 0));

  private static final int MAJOR = 75;
  private static final int MINOR = 76;

  /**
   * Returns the compute capability of the first GPU that this process can see.
   *
   * @throws UnsatisfiedLinkError if there is no driver of NVIDIA's
   * @throws BackendException if the driver shows no GPU
   */
  static ComputeCapability ofGpu() {
    NativeLibrary driver = NativeLibrary.getInstance("libcuda.so.1");
    call(driver, "cuInit", 0);
    IntByReference device = new IntByReference();
    call(driver, "cuDeviceGet", device, 0);
    return new ComputeCapability(
        attribute(driver, MAJOR, device.getValue()), attribute(driver, MINOR, device.getValue()));
  }

  private static int attribute(NativeLibrary driver, int number, int device) {
    IntByReference value = new IntByReference();
    call(driver, "cuDeviceGetAttribute", value, number, device);
    return value.getValue();
  }

  private static void call(NativeLibrary driver, String function, Object... arguments) {
    int status = driver.getFunction(function).invokeInt(arguments);
    if (status != 0) {
      throw new BackendException(
          "NVIDIA's driver shows no GPU to this process (%s returns %s): check with nvidia-smi that it sees one, or use a build without -Pcuda"
              .formatted(function, status),
          null);
    }
  }

  /**
   * Ensures that ND4J's kernels load on this GPU.
   *
   * @throws BackendException naming the build that computes on it
   */
  void requireNd4j() {
    if (OF_ND4J.stream().noneMatch(code -> code.major == major && code.minor <= minor)) {
      throw new BackendException(
          "This build (-Pcuda) has no machine code for a GPU of compute capability %s.%s, only for 3.7 to 8.x: build the torch engine with mvn -Ptorch-gpu -DskipTests clean package (7.5 and newer), or leave out -Pcuda for the CPU"
              .formatted(major, minor),
          null);
    }
  }
}
