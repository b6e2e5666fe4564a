package io.github.sparkddpm.spark.train.dl4j;

import java.io.ObjectInputFilter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nd4j.common.util.SerializationUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets DL4J read the classes of its own messages only. They are Java's serialized objects, which
 * come over UDP from whoever reaches the port, and reading a class can run code.
 *
 * <p>Java has one filter for all streams of a process that have none of their own. Spark reads its
 * tasks by such streams, too: those are left alone, being told apart by who called.
 */
final class MeshFilter implements ObjectInputFilter {

  private static final Logger LOG = LoggerFactory.getLogger(MeshFilter.class);

  /** A filter that accepts DL4J's messages, the arrays in them, and nothing else. */
  private static final ObjectInputFilter MESSAGES =
      Config.createFilter(
          String.join(
              ";",
              "org.nd4j.parameterserver.distributed.v2.messages.**",
              "org.nd4j.parameterserver.distributed.v2.chunks.VoidChunk",
              "org.nd4j.parameterserver.distributed.v2.util.MeshOrganizer*",
              "org.nd4j.parameterserver.distributed.v2.enums.*",
              "org.nd4j.parameterserver.distributed.enums.NodeStatus",
              "org.nd4j.linalg.api.ndarray.BaseNDArrayProxy",
              "org.nd4j.linalg.cpu.nativecpu.NDArray",
              "org.nd4j.linalg.jcublas.JCublasNDArray",
              "org.nd4j.common.primitives.Atomic",
              "java.lang.Enum",
              "java.lang.Number",
              "java.lang.Object",
              "java.lang.String",
              "java.util.concurrent.CopyOnWriteArrayList",
              "java.util.concurrent.atomic.AtomicInteger",
              "!*"));

  private static final AtomicBoolean INSTALLED = new AtomicBoolean();

  private final AtomicBoolean hasWarned = new AtomicBoolean();

  private MeshFilter() {}

  /** Installs it, once a process. A filter that the process was started with stays in its place. */
  static void install() {
    if (INSTALLED.getAndSet(true)) {
      return;
    }
    if (Config.getSerialFilter() == null) {
      Config.setSerialFilter(new MeshFilter());
    } else {
      LOG.warn(
          "DL4J's messages are checked by jdk.serialFilter alone, which this process was started with: see that it names their classes and nothing else");
    }
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (!readsMessage()) {
      return Status.UNDECIDED;
    }
    Status status = MESSAGES.checkInput(info);
    if (status == Status.REJECTED && !hasWarned.getAndSet(true)) {
      LOG.warn(
          "Refused what was sent to the port of shared gradients, as it will be again: {} is no class of DL4J's messages",
          info.serialClass() == null ? "(unknown)" : info.serialClass().getName());
    }
    return status;
  }

  private static boolean readsMessage() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames.anyMatch(frame -> frame.getDeclaringClass() == SerializationUtils.class));
  }
}
