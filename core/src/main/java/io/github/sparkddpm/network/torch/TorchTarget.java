package io.github.sparkddpm.network.torch;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The device that computes and the format of its activations.
 *
 * @param cuda whether it is the process's GPU; the processor otherwise
 * @param bfloat16 whether activations and matrix products are bfloat16; float32 otherwise
 */
public record TorchTarget(boolean cuda, boolean bfloat16) {

  /** Returns the format of activations. */
  ScalarType type() {
    return bfloat16 ? ScalarType.BFloat16 : ScalarType.Float;
  }

  Device device() {
    return new Device(cuda ? "cuda:0" : "cpu");
  }

  /** Options of a tensor on the device. */
  TensorOptions options(ScalarType type) {
    return new TensorOptions(type).device(new DeviceOptional(device()));
  }

  /** Returns a tensor on the device whose values are not set. */
  public Tensor empty(ScalarType type, long... shape) {
    return torch.empty(shape, options(type), new MemoryFormatOptional());
  }

  /** Returns float32 zeros on the device. */
  public Tensor zeros(long... shape) {
    return torch.zeros(shape, options(ScalarType.Float));
  }

  /** Numbers as int64 on the device; a GPU copies them in its turn, and the host goes on. */
  Tensor integers(long... values) {
    Tensor host = torch.tensor(values, new TensorOptions(ScalarType.Long));
    return host.to(device(), ScalarType.Long, true, false, new MemoryFormatOptional());
  }

  /** Returns numbers as float32 on the device, as {@link #integers} does. */
  Tensor floats(float... values) {
    Tensor host = torch.tensor(values, new TensorOptions(ScalarType.Float));
    return host.to(device(), ScalarType.Float, true, false, new MemoryFormatOptional());
  }

  /** Returns a tensor in the host's memory from which a GPU copies by itself. */
  static Tensor pinned(long length) {
    TensorOptions options =
        new TensorOptions(ScalarType.Float).pinned_memory(new BoolOptional(true));
    return torch.empty(new long[] {length}, options, new MemoryFormatOptional());
  }
}
