package io.github.sparkddpm.spark.executor;

import com.sun.jna.platform.unix.LibC;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.resource.ResourceInformation;

/**
 * The one GPU that this process can see. ND4J deals out threads, its own and DL4J's, over all GPUs
 * there are, and some of them choose device 0; so none but the assigned one must be there. CUDA
 * reads that from the environment when a device is first used, and so after this.
 */
final class VisibleGpu {

  /** What Spark calls GPUs in {@code spark.executor.resource.gpu.amount}. */
  static final String RESOURCE = "gpu";

  private static final String DEVICES = "CUDA_VISIBLE_DEVICES";

  /** By default CUDA numbers the fastest first, nvidia-smi and so Spark by bus. */
  private static final String ORDER = "CUDA_DEVICE_ORDER";

  private VisibleGpu() {}

  /** Hides all GPUs but the assigned one; of several, which no task accepts, it hides none. */
  static void pin(Map<String, ResourceInformation> assigned) {
    ResourceInformation gpus = assigned.get(RESOURCE);
    if (gpus != null && gpus.addresses().length == 1) {
      pin(gpus.addresses()[0]);
    }
  }

  /** Hides all GPUs but the first, where neither Spark nor the user has chosen. */
  static void pinFirst() {
    if (address().isEmpty()) {
      pin("0");
    }
  }

  private static void pin(String address) {
    LibC.INSTANCE.setenv(ORDER, "PCI_BUS_ID", 1);
    LibC.INSTANCE.setenv(DEVICES, address, 1);
  }

  /** What CUDA will read, which is not what Java's copy of the environment says. */
  static Optional<String> address() {
    return Optional.ofNullable(LibC.INSTANCE.getenv(DEVICES));
  }
}
