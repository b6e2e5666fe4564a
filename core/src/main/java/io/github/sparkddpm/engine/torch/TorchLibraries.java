package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.EngineConfig.Device;
import io.github.sparkddpm.engine.EngineException;
import java.lang.Runtime.Version;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Libtorch and its requirements of the machine. */
final class TorchLibraries {

  private static final String NATIVES = "/org/bytedeco/pytorch/linux-x86_64";
  private static final String BINDING = "/libjnitorch.so";
  private static final String LIBTORCH = "/libtorch_cpu.so";
  private static final String GPU = "-gpu";

  /**
   * The glibc that the libtorch in our jars is linked to. The binding alone needs only {@link
   * #GLIBC_OF_BINDING}.
   */
  private static final Version GLIBC_OF_LIBTORCH = Version.parse("2.35");

  private static final Version GLIBC_OF_BINDING = Version.parse("2.34");

  /**
   * The versions of libtorch that fit: the one the binding is made for and the next, with which it
   * was tested.
   */
  private static final Pattern FITTING = Pattern.compile("2\\.1[01]\\..*");

  private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([^,\\s]+)");

  private TorchLibraries() {}

  /** Returns the devices that the native libraries in this build compute on; loads none of them. */
  static Set<Device> devices() {
    Set<Device> devices = EnumSet.noneOf(Device.class);
    if (has(BINDING) || has(GPU + BINDING)) {
      devices.add(Device.CPU);
    }
    if (has(GPU + BINDING)) {
      devices.add(Device.CUDA);
    }
    return devices;
  }

  private static boolean has(String file) {
    return TorchLibraries.class.getResource(NATIVES + file) != null;
  }

  /**
   * Loads libtorch.
   *
   * @throws BackendException in one line, if a library is missing or does not fit
   */
  static void load() {
    requireGlibc();
    try {
      Loader.load(torch.class);
    } catch (LinkageError e) {
      throw LoadFailure.of(e);
    }
    requireFitting(version());
  }

  private static void requireGlibc() {
    boolean whole = has(LIBTORCH) || has(GPU + LIBTORCH);
    Version needed = whole ? GLIBC_OF_LIBTORCH : GLIBC_OF_BINDING;
    Glibc.version().ifPresent(found -> requireGlibc(found, needed));
  }

  static void requireGlibc(Version found, Version needed) {
    if (found.compareTo(needed) < 0) {
      throw new BackendException(
          "The torch engine needs glibc %s or newer (Ubuntu 22.04, Debian 12), but this machine has %s: use a newer image, or set engine.name = dl4j"
              .formatted(needed, found),
          null);
    }
  }

  static void requireFitting(String version) {
    if (!FITTING.matcher(version).matches()) {
      throw new BackendException(
          "The torch engine needs libtorch 2.10 or 2.11, but the one on this machine is %s: install a version that fits, as in pip install torch==2.11.0"
              .formatted(version),
          null);
    }
  }

  /** Returns the version of the libtorch that is loaded, such as 2.10.0. */
  static String version() {
    try (PointerScope scope = new PointerScope()) {
      Matcher version = VERSION.matcher(torch.show_config().getString());
      return version.find() ? version.group(1) : "of unknown version";
    }
  }

  /**
   * Checks that the GPU works by computing something on it.
   *
   * @throws EngineException if there is none, or none that libtorch has machine code for
   */
  static void requireGpu() {
    try (PointerScope scope = new PointerScope()) {
      TensorOptions options = new TensorOptions(new org.bytedeco.pytorch.Device("cuda:0"));
      torch.ones(new long[] {1}, options).add_(new Scalar(1.0)).item_float();
    } catch (RuntimeException e) {
      throw LoadFailure.ofGpu(e, version());
    }
  }
}
