package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.engine.BackendException;
import io.github.sparkddpm.engine.EngineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One-line messages for libraries of torch that do not load and for GPUs it cannot use. */
final class LoadFailure {

  private static final Pattern MISSING =
      Pattern.compile("(lib\\S+): cannot open shared object file");
  private static final Pattern CUDA =
      Pattern.compile("lib(cu|nv|nccl|c10_cuda|torch_cuda|torch_nvshmem).*");
  private static final Pattern OLD_GLIBC = Pattern.compile("`(GLIBC\\w*_[\\d.]+)' not found");
  private static final Pattern OTHER_LIBTORCH = Pattern.compile("undefined symbol: (\\S+)");

  private LoadFailure() {}

  /** Returns the error for libraries that do not load. */
  static BackendException of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String reason = reason(String.valueOf(cause.getMessage()));
      if (reason != null) {
        return new BackendException(reason, failure);
      }
    }
    return new BackendException(
        "Cannot load libtorch: %s. The torch engine needs a build with it: mvn -Ptorch -DskipTests clean package (CPU) or -Ptorch-gpu"
            .formatted(firstLine(failure)),
        failure);
  }

  private static String reason(String message) {
    Matcher missing = MISSING.matcher(message);
    if (missing.find()) {
      return missing(missing.group(1));
    }
    Matcher glibc = OLD_GLIBC.matcher(message);
    if (glibc.find()) {
      return "Cannot load libtorch: it needs %s, which this machine's C library lacks; use an image with glibc 2.35 (Ubuntu 22.04, Debian 12) or newer"
          .formatted(glibc.group(1));
    }
    Matcher symbol = OTHER_LIBTORCH.matcher(message);
    return symbol.find()
        ? "The libtorch of this machine is not one that the torch engine fits, 2.10 or 2.11: it lacks %s; install torch 2.11.0"
            .formatted(symbol.group(1))
        : null;
  }

  private static String missing(String library) {
    return CUDA.matcher(library).matches()
        ? "Cannot load libtorch: CUDA's %s is missing. The torch engine of this build needs CUDA 13, cuDNN 9 and NCCL on LD_LIBRARY_PATH; without a GPU use a build for CPUs"
            .formatted(library)
        : "Cannot load libtorch: %s is missing. Put the lib folder of an installed torch 2.11.0 on LD_LIBRARY_PATH, or use a build that brings libtorch along"
            .formatted(library);
  }

  /** Returns the error for a GPU on which nothing can be computed. */
  static EngineException ofGpu(RuntimeException failure, String version) {
    String reason = firstLine(failure);
    if (reason.contains("no kernel image")) {
      return new EngineException(
          "engine.device = cuda: libtorch %s has no machine code for this GPU; it needs compute capability 7.5 (T4) or newer. Set engine.name = dl4j"
              .formatted(version));
    }
    return new EngineException(
        "engine.device = cuda: torch finds no GPU it can use (%s). Check with nvidia-smi that the driver is one for CUDA 13 and that this process sees the GPU"
            .formatted(reason));
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return message.length() > 200 ? message.substring(0, 200) : message;
  }
}
