package io.github.sparkddpm.spark.executor;

import com.sun.jna.platform.unix.LibC;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.resource.ResourceInformation;

/**
 * The one GPU that this process can see.
 *
 * <p>ND4J spreads threads, its own and DL4J's, over all GPUs there are, and some of them choose
 * device 0. Only the assigned GPU must therefore be visible. CUDA reads the environment when a
 * device is first used, which is after this class has set it.
 */
final class VisibleGpu {

  /** Spark's name for GPUs in {@code spark.executor.resource.gpu.amount}. */
  static final String RESOURCE = "gpu";

  private static final String DEVICES = "CUDA_VISIBLE_DEVICES";

  /**
   * The variable that makes CUDA number GPUs by bus, as nvidia-smi and therefore Spark do. By
   * default CUDA numbers the fastest first.
   */
  private static final String ORDER = "CUDA_DEVICE_ORDER";

  private VisibleGpu() {}

  /**
   * Hides all GPUs but the assigned one. Hides none if there are several, which no task accepts.
   */
  static void pin(Map<String, ResourceInformation> assigned) {
    ResourceInformation gpus = assigned.get(RESOURCE);
    if (gpus != null && gpus.addresses().length == 1) {
      pin(gpus.addresses()[0]);
    }
  }

  /** Hides all GPUs but the first if neither Spark nor the user has chosen one. */
  static void pinFirst() {
    if (address().isEmpty()) {
      pin("0");
    }
  }

  private static void pin(String address) {
    LibC.INSTANCE.setenv(ORDER, "PCI_BUS_ID", 1);
    LibC.INSTANCE.setenv(DEVICES, address, 1);
  }

  /**
   * Returns the value that CUDA will read, which may differ from Java's copy of the environment.
   */
  static Optional<String> address() {
    return Optional.ofNullable(LibC.INSTANCE.getenv(DEVICES));
  }
}
