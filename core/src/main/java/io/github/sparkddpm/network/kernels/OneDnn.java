package io.github.sparkddpm.network.kernels;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The oneDNN library itself, for functions that ND4J's operations do not offer. Optional, for CPUs
 * only. It uses the OpenMP threads of the calling thread, as ND4J's operations do.
 */
final class OneDnn {

  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  private static final boolean AVAILABLE = load();

  private OneDnn() {}

  /** Returns whether the library is there for this platform; the first call loads it. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  static engine cpu() {
    return Cpu.ENGINE;
  }

  /**
   * Returns attributes by which a primitive uses the caller's scratchpad.
   *
   * <p>A scratchpad of the library's own would belong to the thread that compiled the primitive.
   * Another thread would write through a null pointer, or past the end of a smaller scratchpad.
   */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user.value);
    return attributes;
  }

  /** Returns the description of an array of floats with a memory layout. */
  static memory.desc floats(memory.format_tag layout, long... sizes) {
    return new memory.desc(sizes, memory.data_type.f32, layout);
  }

  private static boolean load() {
    try {
      Loader.load(dnnl.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      LOG.warn(
          "No oneDNN library for this platform: convolutions and attention take twice as long or"
              + " more ({})",
          e.getMessage());
      return false;
    }
  }

  private static final class Cpu {

    static final engine ENGINE = new engine(engine.kind.cpu, 0);
  }
}
