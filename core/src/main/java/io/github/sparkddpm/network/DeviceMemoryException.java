package io.github.sparkddpm.network;

/** A batch does not fit into the device's memory; the message says which, and what to lower. */
public final class DeviceMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the error for memory that ran out.
   *
   * @param device as in {@code the GPU}
   * @param shape of the images, [B,C,H,W]
   */
  public DeviceMemoryException(String device, long[] shape, Throwable cause) {
    super(
        ("Out of memory on %s with a batch of %s images of %sx%sx%s: lower training.batch-size,"
                + " sampling.batch-size or network.base-channels, raise training.accumulate, or set"
                + " training.gradient-checkpointing = true or engine.precision = bfloat16")
            .formatted(device, shape[0], shape[2], shape[3], shape[1]),
        cause);
  }
}
