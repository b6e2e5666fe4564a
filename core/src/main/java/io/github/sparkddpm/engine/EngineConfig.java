package io.github.sparkddpm.engine;

import java.io.Serializable;
import java.util.Locale;

/**
 * The choice of engine, device and precision for the network; sent to executors.
 *
 * @param name which engine
 * @param device where it computes
 * @param precision of activations and matrix products; parameters, loss and optimizer are always
 *     float32
 */
public record EngineConfig(Name name, Device device, Precision precision) implements Serializable {

  /** The default: what the build and its GPUs allow, in float32. */
  public static final EngineConfig AUTO =
      new EngineConfig(Name.AUTO, Device.AUTO, Precision.FLOAT32);

  /** The engines there are. */
  public enum Name {
    AUTO,
    DL4J,
    TORCH
  }

  /** The kinds of devices there are. */
  public enum Device {
    AUTO,
    CPU,
    CUDA
  }

  /** The number formats there are. */
  public enum Precision {
    FLOAT32,
    BFLOAT16
  }

  public EngineConfig {
    if (name == Name.DL4J && precision != Precision.FLOAT32) {
      throw new EngineException(
          "engine.precision = %s needs engine.name = torch: dl4j computes in float32 alone"
              .formatted(lower(precision)));
    }
  }

  /**
   * Returns whether a GPU computes, as far as that is settled.
   *
   * <p>Not named {@code isCuda}: the configuration's JSON would have it as a key.
   */
  public boolean onCuda() {
    return device == Device.CUDA;
  }

  /** Returns the choice in words, such as {@code dl4j on cpu in float32}. */
  public String description() {
    return "%s on %s in %s".formatted(lower(name), lower(device), lower(precision));
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
